package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.TestSpark;
import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.source.ReadCounts.Sum;
import dev.courant.runner.source.ReadingSource.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks begin and end anywhere: of each range exactly its own records are read and counted. */
class ReadingReaderTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

  private final Topics topics = TestTopic.named("ranges");

  /** Of 20 records every fifth is none. */
  @BeforeEach
  void fill() {
    TestTopic topic = TestTopic.make("ranges", TIME);
    for (int partition = 0; partition < 2; partition++) {
      topic.add(partition, IntStream.range(0, 20)
          .mapToObj(i -> i % 5 == 4
              ? "broken"
              : "{\"sensor\":\"s\",\"value\":" + i + ",\"event_time\":\"" + TIME + "\"}")
          .toList());
    }
  }

  private List<Long> offsets(long start, long end) {
    Stored stored = new Stored(topics, EventColumns.NONE);
    List<Row> rows = ReadingSource.range(TestSpark.SPARK, "ranges", stored, Map.of(1, start), Map.of(1, end))
        .select("offset", "value", "partition").collectAsList();
    rows.forEach(row -> assertEquals(row.getLong(0), row.getDouble(1)));
    rows.forEach(row -> assertEquals(1, row.getInt(2)));
    return rows.stream().map(row -> row.getLong(0)).toList();
  }

  @Test
  void everyRangeHasItsOwnReadings() {
    for (long start = 0; start < 20; start += 3) {
      for (long end = start; end <= 20; end += 4) {
        List<Long> expected = new ArrayList<>();
        for (long offset = start; offset < end; offset++) {
          if (offset % 5 != 4) {
            expected.add(offset);
          }
        }
        assertEquals(expected, offsets(start, end), start + " to " + end);
        Sum sum = ReadCounts.between(topics, Map.of(1, start), Map.of(1, end));
        assertEquals(new Sum(end - start, expected.size(), end == start ? null : TIME, 0, 0), sum, start + " to " + end);
      }
    }
  }

  @Test
  void severalRangesAddUp() {
    assertEquals(new Sum(24, 20, TIME, 0, 0), ReadCounts.between(topics, Map.of(1, 15L), Map.of(0, 19L, 1, 20L)));
  }
}
