package dev.courant.runner;

import dev.courant.runner.progress.Checkpoint;
import java.time.Instant;
import java.util.OptionalLong;

/** Thin. */
final class StoredRecovery implements Recovery {
  @Override
  public void run(RunningQuery running, BatchReporter reporter) {
    OptionalLong last = running.checkpoint().lastCommitted();
    Instant watermark = last.isEmpty()
        ? Instant.EPOCH
        : running.checkpoint().batch(last.getAsLong()).map(Checkpoint.Batch::watermark).orElse(Instant.EPOCH);
    reporter.startAfter(watermark);
  }
}
