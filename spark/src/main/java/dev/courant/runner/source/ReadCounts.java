package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.source.ReadingReader.Found;
import dev.courant.runner.source.Splits.Range;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/**
 * What the tasks of a batch read, and what a query's conditions let through. Each task has copies of its own; one that
 * runs again, as on a cluster that lost what it had made, counts once.
 */
public final class ReadCounts extends AccumulatorV2<Object, ReadCounts.Sum> {
  /**
   * Of one batch.
   *
   * @param rows records read
   * @param valid those that were readings
   * @param newest time of the newest record, {@code null} when there was none
   * @param passed readings that the conditions of a windowed query let through
   * @param late those of them whose window had closed
   */
  public record Sum(long rows, long valid, Instant newest, long passed, long late) {
    public static final Sum NONE = new Sum(0, 0, null, 0, 0);

    public Sum plus(Sum other) {
      boolean isLater = newest == null || other.newest != null && other.newest.isAfter(newest);
      return new Sum(rows + other.rows, valid + other.valid, isLater ? other.newest : newest,
          passed + other.passed, late + other.late);
    }
  }

  private static final long NEVER = Long.MIN_VALUE;

  private long rows;
  private long valid;
  private long newestMicros = NEVER;
  private long passed;
  private long late;
  /** Windows that end by then have closed; the tasks' copies have it too. */
  private long closedMicros = NEVER;
  /** Stage and partition of the task that has this copy, and which attempt at it; {@code null} outside of one. */
  private String task;
  private long attempt;
  /** What the copies of each task counted in its last attempt; on the driver. */
  private final Map<String, ReadCounts> byTask = new ConcurrentHashMap<>();

  /** @return counts to which the tasks of one start of a query add */
  public static ReadCounts of(SparkSession spark, String query) {
    ReadCounts counts = new ReadCounts();
    spark.sparkContext().register(counts, "read by " + query);
    return counts;
  }

  /** Counts on the spot what lies between two positions, for a batch whose tasks nobody heard. */
  public static Sum between(Topics topics, Map<Integer, Long> start, Map<Integer, Long> end) {
    ReadCounts counts = new ReadCounts();
    List<Range> ranges = Splits.ranges(new Position("", start), end);
    ReadingReader reader = new ReadingReader(topics.open(), ranges, new Found(null, counts), EventColumns.NONE);
    while (reader.next()) {
      reader.get();
    }
    return counts.value();
  }

  /** @param newestMicros since the epoch, of the newest of them */
  void read(long readings, long dead, long newestMicros) {
    rows += readings + dead;
    valid += readings;
    this.newestMicros = Math.max(this.newestMicros, newestMicros);
  }

  /**
   * To be told before the tasks of a batch get their copies.
   *
   * @param watermark by which it drops late rows
   */
  public void close(Instant watermark) {
    closedMicros = ChronoUnit.MICROS.between(Instant.EPOCH, watermark);
  }

  /**
   * Called by generated code, once a reading.
   *
   * @param windowEnd microseconds since the epoch
   */
  public void pass(long windowEnd) {
    passed++;
    late += windowEnd <= closedMicros ? 1 : 0;
  }

  @Override
  public boolean isZero() {
    return rows == 0 && passed == 0 && byTask.isEmpty();
  }

  @Override
  public AccumulatorV2<Object, Sum> copy() {
    ReadCounts copy = new ReadCounts();
    copy.add(this);
    copy.byTask.putAll(byTask);
    copy.closedMicros = closedMicros;
    return copy;
  }

  @Override
  public void reset() {
    rows = 0;
    valid = 0;
    newestMicros = NEVER;
    passed = 0;
    late = 0;
    byTask.clear();
  }

  @Override
  public void add(Object nothing) {
    throw new UnsupportedOperationException("records are counted by block");
  }

  @Override
  public void merge(AccumulatorV2<Object, Sum> other) {
    ReadCounts more = (ReadCounts) other;
    if (more.task == null) {
      add(more);
      return;
    }
    ReadCounts known = byTask.get(more.task);
    if (known != null && known.attempt == more.attempt) {
      known.add(more);
    } else {
      byTask.put(more.task, more);
    }
  }

  private void add(ReadCounts more) {
    rows += more.rows;
    valid += more.valid;
    newestMicros = Math.max(newestMicros, more.newestMicros);
    passed += more.passed;
    late += more.late;
  }

  @Override
  public Sum value() {
    ReadCounts all = new ReadCounts();
    all.add(this);
    byTask.values().forEach(all::add);
    return new Sum(all.rows, all.valid, all.newestMicros == NEVER ? null : instant(all.newestMicros),
        all.passed, all.late);
  }

  /** Spark hands a task its copies so, and gets them back so, where no task is. */
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    TaskContext context = TaskContext.get();
    if (context != null) {
      task = context.stageId() + ":" + context.partitionId();
      attempt = context.taskAttemptId();
    }
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
