package dev.courant.runner.feed;

import dev.courant.runner.reading.Reason;
import java.util.List;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Consecutive records of one partition, parsed into the columns of the view {@code readings}; it never changes. */
public final class Block {
  /** A record that is no reading; what of its headers and value is {@code null} was not there. */
  public record Dead(long offset, byte[] value, byte[] producer, byte[] seq, Reason reason, String detail) {}

  /** Offset of the first record that it may hold. */
  public long start() {
    throw new UnsupportedOperationException();
  }

  /** Offset behind the last one; markers of transactions and compacted records lie in between without a row. */
  public long end() {
    throw new UnsupportedOperationException();
  }

  public int rows() {
    throw new UnsupportedOperationException();
  }

  /** Index of the first row at or behind an offset; {@link #rows()} when there is none. */
  public int indexOf(long offset) {
    throw new UnsupportedOperationException();
  }

  public long offset(int row) {
    throw new UnsupportedOperationException();
  }

  /** Microseconds since the epoch of a row's record. */
  public long timestamp(int row) {
    throw new UnsupportedOperationException();
  }

  /** Those from an offset on, before another. */
  public List<Dead> dead(long from, long until) {
    throw new UnsupportedOperationException();
  }

  /** Rows as Spark's columns, of which nothing is copied. */
  public ColumnarBatch columns(int from, int to) {
    throw new UnsupportedOperationException();
  }
}
