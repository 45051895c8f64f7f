package dev.courant.flink.running;

import dev.courant.flink.counts.Ledger;
import dev.courant.flink.query.Planner;
import dev.courant.flink.query.Query;
import dev.courant.flink.sink.Output;
import dev.courant.flink.sink.RowTable;
import dev.courant.flink.source.Input;
import dev.courant.flink.source.ReadingTable;
import dev.courant.runner.kafka.Refusal;
import dev.courant.runner.kafka.RowSpec;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.reading.DeadLetters;
import dev.courant.runner.report.Log;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;

/** Keeps one query running: starts it again after a failure, alone, from its last checkpoint, with growing pauses. */
final class QueryLoop implements Runnable {
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 30_000;
  private static final long LAST_CHECKPOINT_MS = 8_000;

  private final Services services;
  private final Query query;
  private final Checkpoints checkpoints;
  private final Account account;
  private final Refusal refusal = new Refusal(System::nanoTime);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile JobID job;
  private long pauseMs = FIRST_PAUSE_MS;

  QueryLoop(Services services, Query query, Checkpoints checkpoints) {
    this.services = services;
    this.query = query;
    this.checkpoints = checkpoints;
    account = new Account(query.name(), services.input(), Engine.FLINK);
    account.describe(query.fingerprint().plan(), query.kind(), query.output());
  }

  String name() {
    return query.name();
  }

  @Override
  public void run() {
    try {
      resume();
      services.progress().account(account);
      while (!isStopping()) {
        runOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void resume() {
    long newest = checkpoints.latest().map(Checkpoints.Stored::id).orElse(0L);
    new Resumption(services.stored(), services.progress()).of(name(), account, newest);
  }

  private void runOnce() throws InterruptedException {
    Long before = account.lastBatch();
    try {
      StateGuard.write(query, checkpoints);
      CompletableFuture<JobResult> end = start();
      Log.info("query_started", "query", name());
      account.started();
      services.progress().account(account);
      end.get().getSerializedThrowable().ifPresent(error -> {
        throw new IllegalStateException(error.deserializeError(getClass().getClassLoader()));
      });
    } catch (ExecutionException | RuntimeException e) {
      if (!isStopping()) {
        fail(e, before);
      }
    }
  }

  private CompletableFuture<JobResult> start() throws ExecutionException, InterruptedException {
    Optional<Checkpoints.Stored> from = checkpoints.latest();
    checkpoints.tidy(from);
    JobID next = new JobID();
    String fingerprint =
        Reports.fingerprint(query.fingerprint().plan(), query.kind(), next.toHexString().substring(0, 8));
    open(fingerprint);
    Ledger.of(name()).begin(
        from.map(Checkpoints.Stored::id).orElse(0L),
        new Reports(name(), query.kind(), account, services.progress(), fingerprint));
    Planner.Planned planned = services.planner().plan(query.file());
    planned.graph().setJobId(next);
    from.ifPresent(stored -> planned.graph().setSavepointRestoreSettings(
        SavepointRestoreSettings.forPath(stored.path().toUri().toString(), true, RecoveryClaimMode.CLAIM)));
    services.cluster().submitJob(planned.graph()).get();
    job = next;
    return services.cluster().requestJobResult(next);
  }

  private void open(String fingerprint) {
    DeadLetters letters = new DeadLetters(services.kafka(), services.deadLetters(), name(), services.input());
    ReadingTable.open(new Input(services.kafka(), services.input(), query.delayMs(), letters));
    RowSpec spec = new RowSpec(services.kafka(), name(), fingerprint, services.deadLetters());
    RowTable.open(new Output(spec, ids(query), null));
  }

  static Output.Ids ids(Query query) {
    return query.kind() instanceof PlanKind.Stateless ? Output.Ids.READING
        : query.isUpdating() ? Output.Ids.NONE : Output.Ids.CONTENT;
  }

  private void fail(Exception failure, Long before) throws InterruptedException {
    boolean hasAdvanced = !Objects.equals(before, account.lastBatch());
    pauseMs = hasAdvanced ? FIRST_PAUSE_MS : pauseMs;
    QueryError error = Failure.explain(name(), failure);
    Log.error("query_failed", "query", name(), "code", error.code(), "message", error.message(),
        "hint", error.hint(), "retryMs", pauseMs, "trace", Log.trace(failure));
    account.failed(error);
    account.restarted();
    services.progress().account(account);
    if (refusal.lasts(failure, hasAdvanced)) {
      services.giveUp().accept(error.message());
    }
    stop.await(pauseMs, TimeUnit.MILLISECONDS);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** With a last checkpoint, so that what was done by now is reported and never done again. */
  void stop() {
    stop.countDown();
    JobID running = job;
    try {
      if (running != null) {
        long last = services.cluster().triggerCheckpoint(running, CheckpointType.CONFIGURED)
            .get(LAST_CHECKPOINT_MS, TimeUnit.MILLISECONDS);
        Ledger.of(name()).await(last, LAST_CHECKPOINT_MS);
        services.cluster().cancelJob(running).get(LAST_CHECKPOINT_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      Log.warn("query_stop_cut_short", "query", name(), "message", String.valueOf(e.getMessage()));
    }
    account.stopped();
    services.progress().account(account);
    Log.info("query_stopped", "query", name());
  }

}
