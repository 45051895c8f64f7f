package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.source.ReadCounts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskCountsTest {
  private final TaskCounts tasks = new TaskCounts();
  private final ReadCounts counts = new ReadCounts();

  @BeforeEach
  void start() {
    tasks.start(counts);
  }

  private void batch(long id, int passed) {
    tasks.begin();
    for (int i = 0; i < passed; i++) {
      counts.pass();
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
    counts.pass();
    batch(7, 3);
    assertEquals(3, tasks.take(7).read().passed());
  }

  @Test
  void whatAnEarlierStartOfTheQueryCountedIsForgotten() {
    batch(7, 3);
    ReadCounts next = new ReadCounts();
    tasks.start(next);
    counts.pass();
    tasks.begin();
    next.pass();
    counts.pass();
    tasks.end(8, WrittenRows.NONE);
    assertEquals(0, tasks.take(7).read().passed());
    assertEquals(1, tasks.take(8).read().passed());
  }
}
