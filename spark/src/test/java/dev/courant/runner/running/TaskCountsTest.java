package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.source.ReadCounts;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskCountsTest {
  private Instant mark = Instant.EPOCH;
  private final TaskCounts tasks = new TaskCounts(() -> mark);
  private final ReadCounts counts = new ReadCounts();

  @BeforeEach
  void start() {
    tasks.start(counts);
  }

  private void batch(long id, int passed) {
    tasks.begin();
    for (int i = 0; i < passed; i++) {
      counts.pass(Long.MAX_VALUE);
    }
    tasks.end(id, new WrittenRows(passed, 1));
  }

  @Test
  void aReportMayComeWhenTheNextBatchHasBegun() {
    batch(7, 3);
    batch(8, 1);
    assertEquals(3, tasks.take(7).read().passed());
    assertEquals(new WrittenRows(1, 1), tasks.take(8).written());
    assertEquals(0, tasks.take(8).read().passed());
  }

  @Test
  void aBatchThatRunsAgainCountsFromZero() {
    tasks.begin();
    counts.pass(Long.MAX_VALUE);
    batch(7, 3);
    assertEquals(3, tasks.take(7).read().passed());
  }

  @Test
  void aWindowThatEndsByTheWatermarkOfItsBatchHadClosed() {
    for (int batch = 0; batch < 3; batch++) {
      mark = Instant.EPOCH.plusNanos(batch * 1_000L);
      tasks.begin();
      counts.pass(1);
      tasks.end(batch, WrittenRows.NONE);
    }
    assertEquals(0, tasks.take(0).read().late());
    assertEquals(1, tasks.take(1).read().late());
    assertEquals(1, tasks.take(2).read().late());
  }

  @Test
  void whereNoWindowClosesNothingIsLate() {
    mark = null;
    tasks.begin();
    counts.pass(Long.MIN_VALUE + 1);
    tasks.end(7, WrittenRows.NONE);
    assertEquals(0, tasks.take(7).read().late());
  }

  @Test
  void whatAnEarlierStartOfTheQueryCountedIsForgotten() {
    batch(7, 3);
    ReadCounts next = new ReadCounts();
    tasks.start(next);
    counts.pass(Long.MAX_VALUE);
    tasks.begin();
    next.pass(Long.MAX_VALUE);
    counts.pass(Long.MAX_VALUE);
    tasks.end(8, WrittenRows.NONE);
    assertEquals(0, tasks.take(7).read().passed());
    assertEquals(1, tasks.take(8).read().passed());
  }
}
