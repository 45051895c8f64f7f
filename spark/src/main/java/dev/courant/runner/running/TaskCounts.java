package dev.courant.runner.running;

import dev.courant.runner.kafka.BatchTasks;
import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.source.ReadCounts;
import java.util.HashMap;
import java.util.Map;

/** What the tasks of a query's batches read and wrote, from their end until the batch is reported. */
final class TaskCounts implements BatchTasks {
  /** Of one batch. */
  record Told(ReadCounts.Sum read, WrittenRows written) {
    private static final Told NOTHING = new Told(ReadCounts.Sum.NONE, WrittenRows.NONE);
  }

  private final Map<Long, Told> batches = new HashMap<>();
  private ReadCounts counts;

  /** @param counts of the start of the query that follows, and of no other */
  synchronized void start(ReadCounts counts) {
    this.counts = counts;
    batches.clear();
  }

  /** A batch that failed within a start of the query, or that none of its reports told of, counts from nothing. */
  @Override
  public synchronized void begin() {
    counts.reset();
  }

  @Override
  public synchronized void end(long batch, WrittenRows written) {
    batches.put(batch, new Told(counts.value(), written));
  }

  /** Forgets the batch, and those before it, which were never reported. */
  synchronized Told take(long batch) {
    Told told = batches.getOrDefault(batch, Told.NOTHING);
    batches.keySet().removeIf(known -> known <= batch);
    return told;
  }
}
