package dev.courant.runner.running;

import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.source.ReadingSource.Stored;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The loops of all queries of a runner, each on a thread of its own. */
public final class QueryLoops {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
  /** How often is told what batches have read that are still open. */
  private static final long TOLD_MS = 500;

  private final Services services;
  private final List<QueryLoop> loops;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /** @param stored what earlier runners published about these queries */
  public QueryLoops(Services services, List<RunningQuery> queries, StoredProgress stored) {
    this.services = services;
    BatchListener listener = new BatchListener();
    services.spark().streams().addListener(listener);
    Recount recount = new Recount(services.spark(), new Stored(services.topics(), services.input().columns()));
    Recovery recovery = new Recovery(stored, recount, services.progress());
    loops = queries.stream().map(query -> new QueryLoop(services, listener, query, recovery)).toList();
  }

  public void start() {
    loops.forEach(loop -> new Thread(loop, "query " + loop.name()).start());
    clock.scheduleWithFixedDelay(() -> loops.forEach(QueryLoop::tellOpen), TOLD_MS, TOLD_MS, TimeUnit.MILLISECONDS);
  }

  /** Lets the current batch of each query end; returns when what was counted is published. */
  public void stop() {
    clock.shutdown();
    loops.parallelStream().forEach(loop -> loop.stop(STOP_LIMIT));
    services.progress().close();
  }
}
