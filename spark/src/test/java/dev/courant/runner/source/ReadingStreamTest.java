package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.columns.EventColumns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.junit.jupiter.api.Test;

class ReadingStreamTest {
  private static final String TOPIC = "paused";
  private static final ReadLimit UNUSED = ReadLimit.allAvailable();

  private final TestTopic topic = TestTopic.make(TOPIC, Instant.EPOCH);
  private final Pace pace = new Pace(null);
  private final ReadingStream stream = new ReadingStream("q", opened(), EventColumns.NONE, "q/sources/0");

  private Opened opened() {
    Input input = new Input(null, TOPIC, "earliest", 1_000, EventColumns.NONE);
    return new Opened(input, TestTopic.named(TOPIC), null, null, pace, new Together(), new Splits(1, 1), null);
  }

  /** Told that nothing is new, Spark would run a batch without records as soon as the watermark moved on. */
  @Test
  void whatWaitsOnlyForThePauseIsWaitedFor() {
    topic.add(0, List.of("a", "b"));
    pace.began(System.nanoTime());
    pace.ended(System.nanoTime() + Duration.ofSeconds(9).toNanos());
    Offset end = stream.latestOffset(new Position(TOPIC, Map.of(0, 1L)), UNUSED);
    assertEquals(new Position(TOPIC, Map.of(0, 2L)), end);
  }

  /** So that windows close also where no record comes any more. */
  @Test
  void whereNothingComesSparkIsAnsweredAllTheSame() {
    topic.add(0, List.of("a", "b"));
    Position all = new Position(TOPIC, Map.of(0, 2L));
    assertEquals(all, stream.latestOffset(all, UNUSED));
  }

  @Test
  void tellsTheTopicWhatItHasPassedUntilItStops() {
    topic.add(0, List.of("a", "b"));
    stream.latestOffset(new Position(TOPIC, Map.of(0, 1L)), UNUSED);
    assertEquals(Map.of(stream, Map.of(0, 1L)), topic.passed);
    stream.planInputPartitions(new Position(TOPIC, Map.of(0, 2L)));
    assertEquals(Map.of(stream, Map.of(0, 2L)), topic.passed);
    stream.stop();
    assertEquals(Map.of(), topic.passed);
  }
}
