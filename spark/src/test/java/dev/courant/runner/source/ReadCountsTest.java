package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.TestSpark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContextImpl;
import org.apache.spark.executor.TaskMetrics;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Map$;

/** What tasks counted, as Spark carries it to them and back. */
class ReadCountsTest {
  private final ReadCounts counts = ReadCounts.of(TestSpark.SPARK, "counts");

  private static ReadCounts carried(ReadCounts given) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(given);
      }
      try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (ReadCounts) in.readObject();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a task that reads some, with a copy for what it reads and one for what passes, and ends well. */
  private void run(int partition, long attempt, int rows) {
    TaskContext context = new TaskContextImpl(
        3, 0, partition, attempt, 0, 2, null, new Properties(), null, new TaskMetrics(), 1, Map$.MODULE$.empty());
    ReadCounts reads = TaskContext.withTaskContext(context, () -> carried(counts));
    ReadCounts passes = TaskContext.withTaskContext(context, () -> carried(counts));
    reads.read(rows, 1, 7);
    for (int i = 0; i < rows; i++) {
      passes.pass(Long.MAX_VALUE);
    }
    counts.merge(carried(reads));
    counts.merge(carried(passes));
  }

  @Test
  void allCopiesOfAllTasksCount() {
    run(0, 100, 5);
    run(1, 101, 3);
    assertEquals(new ReadCounts.Sum(10, 8, ReadCounts.instant(7), 8, 0), counts.value());
    assertEquals(counts.value(), counts.copy().value());
  }

  @Test
  void theCopiesOfTasksKnowWhichWindowsHadClosed() {
    counts.close(Instant.EPOCH.plusNanos(5_000));
    ReadCounts copy = carried(counts);
    copy.pass(5);
    copy.pass(6);
    counts.merge(carried(copy));
    assertEquals(1, counts.value().late());
    assertEquals(2, counts.value().passed());
  }

  /** As on a cluster that loses an executor: what its tasks had made for those of the next stage is made again. */
  @Test
  void aTaskThatRunsAgainCountsOnce() {
    run(0, 100, 5);
    run(1, 101, 3);
    run(0, 102, 5);
    assertEquals(new ReadCounts.Sum(10, 8, ReadCounts.instant(7), 8, 0), counts.value());
    counts.reset();
    assertTrue(counts.isZero());
    run(0, 103, 2);
    assertEquals(2, counts.value().passed());
  }
}
