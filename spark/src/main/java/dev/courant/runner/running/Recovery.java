package dev.courant.runner.running;

import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.report.Log;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a query's account to where its checkpoint stands before it runs on: from the last report, the reports of
 * batches behind it, and, where a batch was never reported, by counting it again.
 */
record Recovery(StoredProgress stored, Recount recount, ProgressWriter progress) {
  /** Takes over what an earlier runner published; once a query, before its first {@link #catchUp}. */
  void resume(RunningQuery running) {
    long committed = running.checkpoint().lastCommitted().orElse(-1);
    NavigableSet<Long> batches = stored.batches(running.name());
    stored.query(running.name())
        .filter(account -> account.lastBatch() != null && account.lastBatch() <= committed)
        .ifPresent(running.account()::resume);
    // A checkpoint that was reset or put back counts its batches from an earlier number again.
    forget(running, batches.tailSet(committed, false));
    forget(running, batches.headSet(committed - ProgressWriter.KEPT_BATCHES, true));
  }

  private void forget(RunningQuery running, Set<Long> stale) {
    stale.forEach(batch -> progress.forgetBatch(running.name(), batch));
  }

  /** @return the watermark by which the next batch will drop late rows */
  Instant catchUp(RunningQuery running) {
    long committed = running.checkpoint().lastCommitted().orElse(-1);
    for (long batch = firstToCount(running, committed); batch <= committed; batch++) {
      add(running, batch);
    }
    return running.checkpoint().batch(committed).map(Checkpoint.Batch::watermark).orElse(Instant.EPOCH);
  }

  /** Spark keeps the offsets of a few batches only: what lies further back can never be counted again. */
  private long firstToCount(RunningQuery running, long committed) {
    Long last = running.account().lastBatch();
    long first = last == null ? 0 : last + 1;
    long known = committed + 1;
    while (known > first && isCountable(running, known - 1)) {
      known--;
    }
    if (known > first) {
      Log.warn("progress_incomplete", "query", running.name(), "fromBatch", first, "toBatch", known - 1);
      running.account().forget();
    }
    return known;
  }

  private boolean isCountable(RunningQuery running, long batch) {
    return stored.batch(running.name(), batch).isPresent()
        || (running.checkpoint().batch(batch).isPresent() && running.checkpoint().start(batch).isPresent());
  }

  private void add(RunningQuery running, long batch) {
    Optional<BatchReport> reported = stored.batch(running.name(), batch);
    BatchReport report = reported.orElseGet(() -> recount.batch(running, batch));
    running.account().add(report);
    progress.batch(report, running.account());
    Log.info("batch_recovered", "query", running.name(), "batch", batch, "recounted", reported.isEmpty());
  }
}
