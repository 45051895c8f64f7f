package dev.courant.runner.running;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Hears of every batch of every query, after Spark committed it. */
final class BatchListener extends StreamingQueryListener {
  private final Map<String, BatchReporter> reporters = new ConcurrentHashMap<>();
  private final Map<UUID, BatchReporter> running = new ConcurrentHashMap<>();
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
    running.put(event.runId(), reporters.get(event.name()));
  }

  @Override
  public void onQueryIdle(QueryIdleEvent event) {
    running.get(event.runId()).idle();
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    running.get(event.progress().runId()).report(event.progress());
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    running.remove(event.runId());
    latch(event.runId()).countDown();
  }
}
