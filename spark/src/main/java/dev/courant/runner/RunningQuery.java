package dev.courant.runner;

import dev.courant.runner.kafka.BatchGate;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.query.Query;

/** A query, what was counted for it, and what stops it. */
record RunningQuery(Query query, Account account, Checkpoint checkpoint, String location, BatchGate gate) {
  String name() {
    return query.name();
  }
}
