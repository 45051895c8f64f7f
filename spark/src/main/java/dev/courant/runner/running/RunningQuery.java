package dev.courant.runner.running;

import dev.courant.runner.kafka.BatchGate;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.query.Query;

/** A query, what was counted for it, and what stops it. */
public record RunningQuery(Query query, Account account, Checkpoint checkpoint, BatchGate gate) {
  String name() {
    return query.name();
  }
}
