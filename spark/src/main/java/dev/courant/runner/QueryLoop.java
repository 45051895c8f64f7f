package dev.courant.runner;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.kafka.RowSink;
import dev.courant.runner.kafka.RowSpec;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.query.Query;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/** Keeps one query running: starts it again after a failure, alone, with growing pauses. */
final class QueryLoop implements Runnable {
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 30_000;

  private final Services services;
  private final RunningQuery running;
  private final BatchReporter reporter;
  private final Recovery recovery;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile StreamingQuery current;
  private long pauseMs = FIRST_PAUSE_MS;

  /** What all queries share. */
  record Services(
      SparkSession spark, Arguments arguments, ProgressWriter progress, BatchListener listener) {}

  QueryLoop(Services services, RunningQuery running, Recovery recovery) {
    this.services = services;
    this.running = running;
    this.recovery = recovery;
    this.reporter = new BatchReporter(running, services.progress());
    services.listener().add(running.name(), reporter);
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
      Log.info("query_started", "query", running.name());
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
      services.listener().awaitEnd(current.runId());
    }
    Long after = running.account().lastBatch();
    pauseMs = Objects.equals(before, after) ? pauseMs : FIRST_PAUSE_MS;
    QueryError error = new Failure(running, services.arguments()).explain(failure);
    Log.error("query_failed", "query", running.name(), "code", error.code(), "message", error.message(),
        "hint", error.hint(), "retryMs", pauseMs, "trace", Log.trace(failure));
    running.account().failed(error);
    running.account().restarted();
    services.progress().account(running.account());
    running.gate().reset();
    stop.await(pauseMs, TimeUnit.MILLISECONDS);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  private StreamingQuery start() throws TimeoutException {
    Query query = running.query();
    KafkaSettings kafka = services.arguments().kafka();
    RowSpec spec = new RowSpec(kafka, query.name(), query.name(), query.fingerprint().plan());
    RowSink.open(spec, running.gate());
    Dataset<Row> rows = OutputRows.of(query.rows(services.spark()));
    DataStreamWriter<Row> writer = rows.writeStream()
        .queryName(query.name())
        .format(RowSink.class.getName())
        .option(RowSink.QUERY, query.name())
        .option("checkpointLocation", running.location())
        .outputMode(query.file().header().output())
        .trigger(trigger());
    return writer.start();
  }

  private Trigger trigger() {
    Long own = running.query().file().header().triggerMs();
    return Trigger.ProcessingTime(own == null ? services.arguments().triggerMs() : own);
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
        services.listener().awaitEnd(query.runId());
      }
    } catch (InterruptedException | TimeoutException e) {
      Log.warn("query_stop_cut_short", "query", running.name(), "message", e.getMessage());
    }
    running.account().stopped();
    services.progress().account(running.account());
    Log.info("query_stopped", "query", running.name());
  }
}
