package dev.courant.runner.running;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Hears of every batch of every query, after Spark committed it. */
final class BatchListener extends StreamingQueryListener {
  private final Map<String, BatchReporter> reporters = new ConcurrentHashMap<>();
  private final Map<UUID, String> names = new ConcurrentHashMap<>();
  private final Map<UUID, CountDownLatch> ended = new ConcurrentHashMap<>();

  void add(String query, BatchReporter reporter) {
    reporters.put(query, reporter);
  }

  /** Returns when every batch of a run that ended was reported: events come in order, but later. */
  void awaitEnd(UUID run) throws InterruptedException {
    latch(run).await();
  }

  private CountDownLatch latch(UUID run) {
    return ended.computeIfAbsent(run, id -> new CountDownLatch(1));
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    names.put(event.runId(), event.name());
  }

  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    BatchReporter reporter = reporters.get(names.getOrDefault(event.runId(), ""));
    if (reporter != null) {
      reporter.idle();
    }
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    BatchReporter reporter = reporters.get(event.progress().name());
    if (reporter != null) {
      reporter.report(event.progress());
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    names.remove(event.runId());
    latch(event.runId()).countDown();
  }
}
