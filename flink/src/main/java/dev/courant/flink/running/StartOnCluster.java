package dev.courant.flink.running;

import dev.courant.flink.counts.Ledger;
import dev.courant.flink.counts.Start;
import dev.courant.flink.query.Query;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.report.Log;
import java.util.UUID;

/**
 * A query's start in a TaskManager: Flink itself starts its tasks again after a failure, and each time they take up the
 * account where the checkpoint that they go on from left it.
 *
 * @param input topic of readings
 * @param progress topic of reports
 * @param plan fingerprint of the query's plan
 * @param output how its rows follow each other
 */
record StartOnCluster(
    KafkaSettings kafka, String query, String input, String progress, String plan, PlanKind kind, String output)
    implements Start {
  static StartOnCluster of(Query query, KafkaSettings kafka, String input, String progress) {
    return new StartOnCluster(
        kafka, query.name(), input, progress, query.fingerprint().plan(), query.kind(), query.output());
  }

  @Override
  public Begun begin(long restored, int attempt) {
    StoredProgress stored = StoredProgress.read(kafka, progress);
    ProgressWriter reports = new ProgressWriter(kafka, progress, StartOnCluster::giveUp);
    Account account = new Account(query, input, Engine.FLINK);
    account.describe(plan, kind, output);
    new Resumption(stored, reports).of(query, account, restored);
    if (attempt > 0) {
      stored.query(query).ifPresent(account::failedLike);
    }
    for (int before = 0; before < attempt; before++) {
      account.restarted();
    }
    String fingerprint = Reports.fingerprint(plan, kind, UUID.randomUUID().toString().substring(0, 8));
    Ledger.of(query).begin(restored, new Reports(query, kind, account, reports, fingerprint));
    account.started();
    reports.account(account);
    Log.info("query_started", "query", query, "checkpoint", restored);
    return new Begun(fingerprint, ending(account, reports));
  }

  /** Of tasks that end nobody knows here why; only of a process that ends is it sure that the query stands. */
  private static Runnable ending(Account account, ProgressWriter reports) {
    Thread stopped = new Thread(() -> {
      account.stopped();
      reports.account(account);
      reports.close();
    }, "stopped");
    Runtime.getRuntime().addShutdownHook(stopped);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(stopped);
        reports.close();
      } catch (IllegalStateException e) {
        // The process ends, and the hook closes it.
      }
    };
  }

  /** Another process begins with what is there then. */
  private static void giveUp(String why) {
    Log.error("runner_gave_up", "message", why);
    Runtime.getRuntime().halt(1);
  }
}
