package dev.courant.runner.running;

import dev.courant.runner.kafka.BatchTasks;
import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.source.ReadCounts;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the tasks of a query's batches read and wrote, from their end until the batch is reported. */
final class TaskCounts implements BatchTasks {
  /** Of one batch. */
  record Told(ReadCounts.Sum read, WrittenRows written) {
    private static final Told NOTHING = new Told(ReadCounts.Sum.NONE, WrittenRows.NONE);
  }

  private final Map<Long, Told> batches = new HashMap<>();
  private final Supplier<Instant> lateMark;
  private ReadCounts counts;

  /** @param lateMark tells in the thread of a batch by which watermark it drops late rows; {@code null}: it drops none */
  TaskCounts(Supplier<Instant> lateMark) {
    this.lateMark = lateMark;
  }

  /** @param counts of the start of the query that follows, and of no other */
  synchronized void start(ReadCounts counts) {
    this.counts = counts;
    batches.clear();
  }

  /** A batch that failed within a start of the query, or that none of its reports told of, counts from nothing. */
  @Override
  public synchronized void begin() {
    counts.reset();
    Optional.ofNullable(lateMark.get()).ifPresent(counts::close);
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
