package dev.courant.flink.running;

import dev.courant.flink.counts.Ledger;
import dev.courant.flink.source.Reached;
import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Counts;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.query.PlanKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Reports of one start of a query: what a completed checkpoint holds, less what was reported before it. So a checkpoint
 * whose report a kill prevented is in the next one.
 *
 * @param fingerprint that the rows of this start bear
 */
final class Reports implements Ledger.Reporter {
  private final String query;
  private final PlanKind kind;
  private final Account account;
  private final ProgressWriter progress;
  private final String fingerprint;
  /** Rows written by the last report; −1 before the first of this start, which is told in any case. */
  private long told = -1;

  Reports(String query, PlanKind kind, Account account, ProgressWriter progress, String fingerprint) {
    this.query = query;
    this.kind = kind;
    this.account = account;
    this.progress = progress;
    this.fingerprint = fingerprint;
  }

  /**
   * Rows of a start that was cut short are told apart from those that the next one writes instead. A row of one reading is
   * the same both times, and may lie in a checkpoint that only the next start reports.
   *
   * @param start a few digits of its own
   */
  static String fingerprint(String plan, PlanKind kind, String start) {
    return kind instanceof PlanKind.Stateless ? plan : plan + "." + start;
  }

  @Override
  public void report(long checkpoint, List<Reached> reached, WrittenRows written, long tookMs) {
    Counts came = total(reached, written).minus(account.counts());
    long rows = written.acknowledged() + written.setAside();
    boolean isNews = account.isFailed() || told != rows || came.rows() > 0;
    if (reached.isEmpty() || !isNews) {
      return;
    }
    told = rows;
    BatchReport batch = new BatchReport(
        query, checkpoint - 1, fingerprint, offsets(reached), List.of(), came,
        instant(most(reached, Reached::watermark)), null, instant(most(reached, Reached::newestTimestamp)),
        tookMs, null, false, Instant.now());
    account.add(batch);
    account.running();
    progress.batch(batch, account);
  }

  private Counts total(List<Reached> reached, WrittenRows written) {
    long valid = sum(reached, Reached::valid);
    boolean isStateless = kind instanceof PlanKind.Stateless;
    Long filtered = isStateless ? Long.valueOf(valid - written.acknowledged() - written.setAside())
        : kind instanceof PlanKind.Window ? Long.valueOf(valid - sum(reached, Reached::passed)) : null;
    // Of an update nobody can tell whether it would be written again, and of a late reading no state tells.
    return new Counts(sum(reached, Reached::rows), valid, filtered,
        isStateless ? written.acknowledged() : null, written.setAside(), isStateless ? 0L : null);
  }

  /** From where the account stands; a partition that it does not know is told from its beginning. */
  private OffsetRanges offsets(List<Reached> reached) {
    Map<Integer, Long> start = new HashMap<>();
    Map<Integer, Long> end = new TreeMap<>();
    reached.forEach(partition -> {
      start.put(partition.partition(), partition.start());
      end.put(partition.partition(), partition.position());
    });
    start.putAll(account.offsets().ends());
    return OffsetRanges.between(start, end);
  }

  private static long sum(List<Reached> reached, ToLongFunction<Reached> of) {
    return reached.stream().mapToLong(of).sum();
  }

  private static long most(List<Reached> reached, ToLongFunction<Reached> of) {
    return reached.stream().mapToLong(of).max().orElse(Long.MIN_VALUE);
  }

  private static Instant instant(long millis) {
    return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
  }
}
