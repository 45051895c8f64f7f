package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Block;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.feed.TestBlocks;
import dev.courant.runner.source.ReadingReader.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch in real time: every reading once, and an end between any two of them. */
class LiveReaderTest {
  private static final Instant WRITTEN = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SECOND = 1_000;

  private final TestTopic topic = TestTopic.make("live", WRITTEN);
  private final ReadCounts counts = new ReadCounts();
  private boolean isToEnd;
  private final OpenBatch batch = new OpenBatch(() -> isToEnd, Duration.ofMinutes(1));

  @BeforeEach
  void fill() {
    topic.add(0, readings(0, 10));
    topic.add(1, readings(100, 103));
  }

  private static List<String> readings(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"sensor\":\"s\",\"value\":" + i + ",\"event_time\":\"" + WRITTEN + "\"}")
        .toList();
  }

  private LiveReader from(long first, long second) {
    return new LiveReader(topic, new TreeMap<>(Map.of(0, first, 1, second)), new Found(null, counts), batch, EventColumns.NONE);
  }

  private static List<Double> values(LiveReader reader, int most) {
    List<Double> values = new ArrayList<>();
    while (values.size() < most && reader.nextWithTimeout(0L, 20L).hasRecord()) {
      values.add(reader.get().getDouble(2));
    }
    return values;
  }

  @Test
  void givesEachReadingOnceAndWaitsForMore() {
    LiveReader reader = from(4, 0);
    assertEquals(List.of(4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 100.0, 101.0, 102.0), values(reader, 100).stream().sorted().toList());
    topic.add(1, readings(103, 105));
    assertEquals(List.of(103.0, 104.0), values(reader, 100));
    assertEquals(new LiveReader.Reached(new TreeMap<>(Map.of(0, 10L, 1, 5L))), reader.getOffset());
    assertEquals(new ReadCounts.Sum(11, 11, WRITTEN, 0, 0), counts.value());
  }

  /** Blocks hold more than was asked for: what counts is the record. */
  @Test
  void endsBetweenTwoReadingsOfABlockAndGoesOnThere() {
    LiveReader reader = from(0, 0);
    List<Double> all = new ArrayList<>(values(reader, 2));
    isToEnd = true;
    assertFalse(reader.nextWithTimeout(0L, SECOND).hasRecord());
    TreeMap<Integer, Long> reached = ((LiveReader.Reached) reader.getOffset()).offsets();
    assertEquals(2, reached.values().stream().mapToLong(Long::longValue).sum());
    assertEquals(2, counts.value().rows());
    isToEnd = false;
    all.addAll(values(from(reached.get(0), reached.get(1)), 100));
    assertEquals(13, all.size());
    assertEquals(13, all.stream().distinct().count());
  }

  /** Markers of transactions, or records that are no readings: there is always another block, and never a row. */
  private static final class Rowless implements Readings {
    private int polls;

    @Override
    public Map<Integer, Long> beginnings() {
      return Map.of(0, 0L);
    }

    @Override
    public Map<Integer, Long> ends(long notBefore) {
      return Map.of(0, Long.MAX_VALUE);
    }

    @Override
    public Block read(int partition, long offset, long until) {
      return poll(partition, offset, Duration.ZERO);
    }

    @Override
    public Block poll(int partition, long offset, Duration wait) {
      assertTrue(++polls < 100, "it reads on and on");
      return TestBlocks.of(partition, offset, List.of(), WRITTEN);
    }
  }

  @Test
  void endsInTimeWhereNoReadingIsAmongWhatComes() {
    Rowless rowless = new Rowless();
    LiveReader reader = new LiveReader(rowless, Map.of(0, 0L), new Found(null, counts), batch, EventColumns.NONE);
    assertFalse(reader.nextWithTimeout(0L, 0L).hasRecord());
    assertEquals(1, rowless.polls);
  }

  /** The time of day was put back: Spark would let it read on for as long. */
  @Test
  void endsInTimeHoweverMuchIsLeftByTheTimeOfDay() {
    OpenBatch over = new OpenBatch(() -> false, Duration.ZERO);
    LiveReader reader = new LiveReader(topic, Map.of(0, 4L, 1, 0L), new Found(null, counts), over, EventColumns.NONE);
    assertFalse(reader.nextWithTimeout(0L, Duration.ofHours(1).toMillis()).hasRecord());
    assertEquals(new LiveReader.Reached(new TreeMap<>(Map.of(0, 4L, 1, 0L))), reader.getOffset());
  }

  @Test
  void tellsMeanwhileHowFarItHasRead() {
    LiveReader reader = from(4, 0);
    assertEquals(Optional.empty(), batch.reached());
    values(reader, 100);
    OpenBatch.Reached reached = batch.reached().orElseThrow();
    assertEquals(Map.of(0, 4L, 1, 0L), reached.start());
    assertEquals(Map.of(0, 10L, 1, 3L), reached.end());
    assertEquals(9, reached.counts().rows());
    reader.getOffset();
    assertTrue(batch.reached().isEmpty());
  }

  /** What it read does not count: told on, it would show a query as running that fails each time it is started. */
  @Test
  void tellsNothingOnceItsTaskFailed() {
    LiveReader reader = from(4, 0);
    values(reader, 100);
    assertTrue(batch.reached().isPresent());
    reader.close();
    assertEquals(Optional.empty(), batch.reached());
  }
}
