package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.TestSpark;
import dev.courant.runner.reading.ReadingsView;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that is counted again has the clock of its first run: what it let through then passes again. */
class BatchClockTest {
  private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");

  /** A reading a second in the minute before the batch began. */
  private static final List<String> RECORDS = IntStream.range(0, 60)
      .mapToObj(i -> "{\"sensor\":\"s\",\"value\":1,\"event_time\":\"" + BEGAN.minusSeconds(i) + "\"}")
      .toList();

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT sensor FROM readings WHERE event_time > current_timestamp() - INTERVAL 20 SECONDS",
    "SELECT sensor FROM readings WHERE event_time > now() - INTERVAL 20 SECONDS",
    "SELECT sensor FROM readings WHERE CAST(event_time AS timestamp_ntz) > localtimestamp() - INTERVAL 20 SECONDS",
    "SELECT sensor FROM readings WHERE event_time > timestamp_millis(unix_timestamp() * 1000) - INTERVAL 20 SECONDS",
    "WITH t AS (SELECT *, now() AS n FROM readings) SELECT sensor FROM t WHERE event_time > n - INTERVAL 20 SECONDS",
    "SELECT sensor FROM readings WHERE event_time > (SELECT max(now()) FROM VALUES (1)) - INTERVAL 20 SECONDS",
    "SELECT sensor FROM readings WHERE current_date() = DATE'2026-03-01' AND value > 0 AND second(event_time) > 40",
  })
  void aConditionOnTheClockIsCountedAsTheBatchRanIt(String sql) {
    Query query = TestSpark.accepted(TestSpark.file("q", sql));
    assertTrue(query.tellsRepeatedRows(), query.kind().toString());
    TestSpark.records(BEGAN.toString(), RECORDS).createOrReplaceTempView(ReadingsView.NAME);
    Query over = query.over(TestSpark.SPARK);
    long passed = over.at(BEGAN).passed(TestSpark.SPARK).count();
    assertTrue(passed == 20 || passed == 19, passed + " passed");
    assertEquals(0, over.passed(TestSpark.SPARK).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT sensor FROM readings WHERE current_time() > TIME'12:00:00'"})
  void aClockThatSparkDoesNotStopTellsNoRows(String sql) {
    assertFalse(TestSpark.accepted(TestSpark.file("q", sql)).tellsRepeatedRows());
  }
}
