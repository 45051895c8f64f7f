package dev.courant.runner.running;

import dev.courant.runner.progress.Mode;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.Query;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Which queries run in real time: their batches stay open, and each reading is a row as soon as it comes. Each of them
 * keeps a task for ever, so there are only so many.
 */
public final class RealTime {
  /** How often such a query commits what it has read; after a kill up to this much is written again. */
  static final Duration BATCH = Duration.ofSeconds(3);

  private final boolean isLocal;
  private final boolean hasPause;
  private final AtomicInteger slots;

  /**
   * @param isLocal one process runs all queries
   * @param hasPause the chain's definition says when batches begin
   * @param slots tasks that may be kept
   */
  public RealTime(boolean isLocal, boolean hasPause, int slots) {
    this.isLocal = isLocal;
    this.hasPause = hasPause;
    this.slots = new AtomicInteger(slots);
  }

  /** To be asked once a query: one that may keep a task has it. */
  Mode of(Query query) {
    if (!(query.kind() instanceof PlanKind.Stateless)) {
      return Mode.microBatch(null);
    }
    String reason = whyNot(query);
    if (reason == null && slots.getAndDecrement() <= 0) {
      reason = "each query in real time keeps a task, and there are no more";
    }
    return reason == null ? Mode.REAL_TIME : Mode.microBatch(reason);
  }

  private String whyNot(Query query) {
    if (query.file().header().triggerMs() != null || hasPause) {
      return "a trigger is set";
    }
    if (!query.file().header().output().equals("update")) {
      return "output=" + query.file().header().output();
    }
    if (query.hasWatermark()) {
      return "it has a watermark, which moves on between batches";
    }
    if (query.readsClock()) {
      return "it reads the clock, which stands still within a batch";
    }
    return isLocal ? null : "its tasks run in other processes than the driver";
  }

  /** When a batch begins its source says; one in real time ends only to be committed. */
  static Trigger trigger(Mode mode) {
    return mode.equals(Mode.REAL_TIME) ? Trigger.RealTime(BATCH.toMillis() + " milliseconds") : Trigger.ProcessingTime(0);
  }
}
