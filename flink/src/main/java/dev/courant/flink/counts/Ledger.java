package dev.courant.flink.counts;

import dev.courant.flink.source.Reached;
import dev.courant.runner.kafka.WrittenRows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the two ends of a query meet: its source and its sink tell what they had done by a checkpoint, and once Flink says
 * that it is complete, both go into one report. A query runs in one slot, so both are in one process.
 */
public final class Ledger {
  /** Takes what was true at a checkpoint. */
  @FunctionalInterface
  public interface Reporter {
    /**
     * @param reached by each partition since the query first ran
     * @param written since it first ran
     * @param tookMs from the checkpoint's passing of the source to its completion
     */
    void report(long checkpoint, List<Reached> reached, WrittenRows written, long tookMs);
  }

  private static final Map<String, Ledger> ALL = new ConcurrentHashMap<>();

  private record Read(List<Reached> reached, long atMs) {}

  private final TreeMap<Long, Read> read = new TreeMap<>();
  private final TreeMap<Long, WrittenRows> written = new TreeMap<>();
  private final Origin origin = new Origin();
  private Reporter reporter = (checkpoint, reached, rows, tookMs) -> {};
  private long restored;
  private long newest;

  private Ledger() {}

  public static Ledger of(String query) {
    return ALL.computeIfAbsent(query, name -> new Ledger());
  }

  /**
   * A start of the query begins.
   *
   * @param from checkpoint that it goes on from; 0 where there is none
   */
  public synchronized void begin(long from, Reporter to) {
    read.clear();
    written.clear();
    restored = from;
    newest = from;
    reporter = to;
  }

  /** The reading that the source has just handed out. */
  public Origin origin() {
    return origin;
  }

  /** Checkpoint that this start goes on from; 0 where there is none. */
  public synchronized long restored() {
    return restored;
  }

  public synchronized void read(long checkpoint, List<Reached> reached) {
    read.put(checkpoint, new Read(reached, System.currentTimeMillis()));
  }

  public synchronized void written(long checkpoint, WrittenRows rows) {
    written.put(checkpoint, rows);
  }

  /** One that was given up is contained in the next one that completes. */
  public synchronized void completed(long checkpoint) {
    Read at = read.get(checkpoint);
    WrittenRows rows = written.get(checkpoint);
    read.headMap(checkpoint, true).clear();
    written.headMap(checkpoint, true).clear();
    if (at != null && rows != null) {
      reporter.report(checkpoint, at.reached, rows, Math.max(0, System.currentTimeMillis() - at.atMs));
    }
    newest = Math.max(newest, checkpoint);
    notifyAll();
  }

  /** Returns when the checkpoint was reported, or after {@code mostMs}. */
  public synchronized void await(long checkpoint, long mostMs) throws InterruptedException {
    long end = System.nanoTime() + mostMs * 1_000_000;
    for (long left = mostMs; newest < checkpoint && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }
}
