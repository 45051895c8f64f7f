package dev.courant.runner.running;

import dev.courant.runner.kafka.Beginning;
import dev.courant.runner.kafka.Refusal;
import dev.courant.runner.kafka.RowSink;
import dev.courant.runner.kafka.RowSpec;
import dev.courant.runner.progress.Mode;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.Query;
import dev.courant.runner.reading.DeadLetters;
import dev.courant.runner.report.Log;
import dev.courant.runner.source.Input;
import dev.courant.runner.source.OpenBatch;
import dev.courant.runner.source.Opened;
import dev.courant.runner.source.Pace;
import dev.courant.runner.source.ReadCounts;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.Splits;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Keeps one query running: starts it again after a failure, alone, with growing pauses. */
final class QueryLoop implements Runnable {
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 30_000;

  /** Spark's messages may quote a whole cell, and the log gets one at each try. */
  private static final int MOST_TRACE = 20_000;

  private final Services services;
  private final BatchListener listener;
  private final RunningQuery running;
  private final BatchReporter reporter;
  private final Recovery recovery;
  private final Mode mode;
  private final OpenBatch batch;
  private final Refusal refusal = new Refusal(System::nanoTime);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile StreamingQuery current;
  private long pauseMs = FIRST_PAUSE_MS;

  QueryLoop(Services services, BatchListener listener, RunningQuery running, Recovery recovery) {
    this.services = services;
    this.listener = listener;
    this.running = running;
    this.recovery = recovery;
    this.reporter = new BatchReporter(running, services.progress(), recovery.recount());
    mode = services.realTime().of(running.query());
    running.account().runs(mode);
    batch = new OpenBatch(running.gate()::isClosed, RealTime.BATCH);
    listener.add(running.name(), reporter);
  }

  /** Tells how far a batch has read that is still open. */
  void tellOpen() {
    reporter.tell(batch);
  }

  String name() {
    return running.name();
  }

  @Override
  public void run() {
    try {
      recovery.resume(running);
      services.progress().account(running.account());
      while (!isStopping()) {
        runOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce() throws InterruptedException {
    Long before = running.account().lastBatch();
    try {
      reporter.startAfter(recovery.catchUp(running));
      StateGuard.write(running.query(), running.checkpoint());
      current = start();
      Log.info("query_started", "query", name());
      running.account().started();
      services.progress().account(running.account());
      current.awaitTermination();
    } catch (StreamingQueryException | TimeoutException | RuntimeException e) {
      if (!isStopping()) {
        fail(e, before);
      }
    }
  }

  private void fail(Exception failure, Long before) throws InterruptedException {
    if (current != null) {
      listener.awaitEnd(current.runId());
    }
    Long after = running.account().lastBatch();
    boolean hasAdvanced = !Objects.equals(before, after);
    pauseMs = hasAdvanced ? FIRST_PAUSE_MS : pauseMs;
    QueryError error = new Failure(running, services.input()).explain(failure);
    Log.error("query_failed", "query", name(), "code", error.code(), "message", error.message(),
        "hint", error.hint(), "retryMs", pauseMs, "trace", Beginning.of(Log.trace(failure), MOST_TRACE));
    running.account().failed(error);
    running.account().restarted();
    services.progress().account(running.account());
    running.gate().reset();
    if (refusal.lasts(failure, hasAdvanced)) {
      services.giveUp().accept(error.message());
    }
    stop.await(pauseMs, TimeUnit.MILLISECONDS);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  private StreamingQuery start() throws TimeoutException {
    Query query = running.query();
    RowSpec spec = new RowSpec(
        services.input().kafka(), name(), query.fingerprint().plan(), services.deadLetters());
    ReadCounts counts = ReadCounts.of(services.spark(), name());
    reporter.tasks().start(counts);
    ReadingSource.open(name(), opened(counts));
    RowSink.open(spec, running.gate(), reporter.tasks());
    return query.rows(services.spark(), counts).writeStream()
        .queryName(query.name())
        .format(RowSink.class.getName())
        .option(RowSink.QUERY, query.name())
        .option("checkpointLocation", running.checkpoint().location())
        .outputMode(query.file().header().output())
        .trigger(RealTime.trigger(mode))
        .start();
  }

  private Opened opened(ReadCounts counts) {
    Input input = services.input();
    SparkContext context = services.spark().sparkContext();
    Long own = running.query().file().header().triggerMs();
    boolean isStateless = running.query().kind() instanceof PlanKind.Stateless;
    return new Opened(input, services.topics(),
        new DeadLetters(input.kafka(), services.deadLetters(), name(), input.topic()), counts,
        new Pace(own == null ? services.leastPause() : Duration.ofMillis(own)), services.together(),
        Splits.of(context.isLocal(), isStateless, context.defaultParallelism()),
        mode.equals(Mode.REAL_TIME) ? batch : null);
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** Lets the current batch end, and none begin. */
  void stop(Duration limit) {
    running.gate().close();
    stop.countDown();
    try {
      running.gate().awaitEnd(limit);
      StreamingQuery query = current;
      if (query != null) {
        query.stop();
        listener.awaitEnd(query.runId());
      }
    } catch (InterruptedException | TimeoutException e) {
      Log.warn("query_stop_cut_short", "query", name(), "message", e.getMessage());
    }
    running.account().stopped();
    services.progress().account(running.account());
    Log.info("query_stopped", "query", name());
  }
}
