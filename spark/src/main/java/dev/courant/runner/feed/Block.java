package dev.courant.runner.feed;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.reading.Reason;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Consecutive records of one partition, parsed into the columns of the view {@code readings}; it never changes. */
public final class Block {
  /**
   * A record that is no reading; what of its value and headers is {@code null} was not there.
   *
   * @param timestamp microseconds since the epoch
   */
  public record Dead(
      long offset, long timestamp, byte[] value, byte[] producer, byte[] seq, Reason reason, String detail) {}

  private final int partition;
  private final long start;
  private final long end;
  private final ReadingColumns columns;
  private final List<Dead> dead;
  private final long bytes;

  Block(int partition, long start, long end, ReadingColumns columns, List<Dead> dead, long bytes) {
    this.partition = partition;
    this.start = start;
    this.end = end;
    this.columns = columns;
    this.dead = List.copyOf(dead);
    this.bytes = bytes;
  }

  /** Offset of the first record that it may hold. */
  public long start() {
    return start;
  }

  /** Offset behind the last one; markers of transactions and compacted records lie in between without a row. */
  public long end() {
    return end;
  }

  boolean holds(long offset) {
    return offset >= start && offset < end;
  }

  public int rows() {
    return columns.rows;
  }

  /** How many records it holds, whether they are readings or not. */
  int size() {
    return columns.rows + dead.size();
  }

  /** What it takes of the heap, about. */
  long bytes() {
    return bytes;
  }

  /** Index of the first row at or behind an offset; {@link #rows()} when there is none. */
  public int indexOf(long offset) {
    int found = Arrays.binarySearch(columns.offset, 0, columns.rows, offset);
    return found >= 0 ? found : -found - 1;
  }

  public long offset(int row) {
    return columns.offset[row];
  }

  /** Microseconds since the epoch of a row's record. */
  public long timestamp(int row) {
    return columns.timestamp[row];
  }

  /** Those from an offset on, before another. */
  public List<Dead> dead(long from, long until) {
    return dead.isEmpty()
        ? dead
        : dead.stream().filter(record -> record.offset() >= from && record.offset() < until).toList();
  }

  /**
   * Rows as Spark's columns, of which nothing is copied.
   *
   * @param own fields of events that are columns too
   */
  public ColumnarBatch columns(int from, int to, EventColumns own) {
    return SparkColumns.of(columns, partition, from, to, own);
  }
}
