package dev.courant.flink.running;

import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;

/** What earlier runners reported of a query, taken over as far as a checkpoint holds it too; the rest is withdrawn. */
record Resumption(StoredProgress stored, ProgressWriter progress) {
  /** @param checkpoint that the query goes on from; 0 where there is none */
  void of(String query, Account account, long checkpoint) {
    stored.query(query)
        .filter(earlier -> earlier.lastBatch() != null && earlier.lastBatch() <= checkpoint - 1)
        .ifPresent(account::resume);
    long last = account.lastBatch() == null ? -1 : account.lastBatch();
    stored.batches(query).tailSet(last, false).forEach(batch -> progress.forgetBatch(query, batch));
  }
}
