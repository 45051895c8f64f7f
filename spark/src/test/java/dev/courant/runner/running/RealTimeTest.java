package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.TestSpark;
import dev.courant.runner.progress.Mode;
import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryFile;
import dev.courant.runner.query.QueryHeader;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which queries run in real time, and what is said of those that do not. */
class RealTimeTest {
  private static final String HOT = "SELECT sensor AS key, value FROM readings WHERE value > 30";

  private static Mode mode(QueryFile file) {
    return new RealTime(true, false, 1).of(TestSpark.accepted(file));
  }

  @Test
  void aQueryWithoutStateRunsInRealTime() throws IOException {
    assertEquals(Mode.REAL_TIME, mode(TestSpark.shipped("hot_readings")));
    assertEquals(Mode.REAL_TIME, mode(TestSpark.file("hot", HOT)));
  }

  @Test
  void aWindowRunsInMicroBatchesOfWhichNoReasonIsOwed() throws IOException {
    assertEquals(Mode.microBatch(null), mode(TestSpark.shipped("sensor_stats")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "event_time > current_timestamp() - INTERVAL 5 SECONDS | it reads the clock, which stands still within a batch",
    "event_time > now()                                    | it reads the clock, which stands still within a batch",
    "to_date(event_time) = current_date()                  | it reads the clock, which stands still within a batch"})
  void theClockOfABatchStandsStill(String condition, String reason) {
    assertEquals(Mode.microBatch(reason), mode(TestSpark.file("q", "SELECT sensor FROM readings WHERE " + condition)));
  }

  @Test
  void aTriggerOrAnOutputTakesItBackToMicroBatches() {
    assertEquals(Mode.microBatch("a trigger is set"), mode(new QueryFile("q", "q.sql", HOT, new QueryHeader("update", 0L))));
    assertEquals(Mode.microBatch("output=append"), mode(TestSpark.file("q", HOT, "append")));
    Query hot = TestSpark.accepted(TestSpark.file("q", HOT));
    assertEquals(Mode.microBatch("a trigger is set"), new RealTime(true, true, 1).of(hot));
    assertEquals(
        Mode.microBatch("its tasks run in other processes than the driver"), new RealTime(false, false, 1).of(hot));
  }

  @Test
  void thereAreOnlySoManyTasksToKeep() {
    RealTime realTime = new RealTime(true, false, 2);
    Query hot = TestSpark.accepted(TestSpark.file("q", HOT));
    assertEquals(Mode.REAL_TIME, realTime.of(hot));
    assertEquals(Mode.REAL_TIME, realTime.of(hot));
    assertEquals(Mode.microBatch("each query in real time keeps a task, and there are no more"), realTime.of(hot));
  }
}
