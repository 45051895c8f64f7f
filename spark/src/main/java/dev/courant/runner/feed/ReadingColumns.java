package dev.courant.runner.feed;

import java.util.Arrays;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The columns of a block while it is filled: arrays that grow together, of which the first {@link #rows} elements
 * count. Those that are mostly full of nulls, or of none, are made when they are needed.
 */
final class ReadingColumns {
  int rows;
  UTF8String[] sensor;
  UTF8String[] kind;
  double[] value;
  /** {@code null} where every row has a value. */
  boolean[] noValue;
  UTF8String[] unit;
  /** Microseconds since the epoch, as the record's {@link #timestamp}. */
  long[] eventTime;
  /** {@code null} where no row has data. */
  Variant[] data;
  UTF8String[] producer;
  long[] seq;
  /** {@code null} where every row has a sequence number. */
  boolean[] noSeq;
  long[] offset;
  long[] timestamp;

  ReadingColumns(int capacity) {
    resize(capacity);
  }

  /** Makes room for one more row, at index {@link #rows}. */
  void makeRoom() {
    if (rows == offset.length) {
      resize(rows * 2);
    }
  }

  private void resize(int capacity) {
    sensor = sensor == null ? new UTF8String[capacity] : Arrays.copyOf(sensor, capacity);
    kind = kind == null ? new UTF8String[capacity] : Arrays.copyOf(kind, capacity);
    value = value == null ? new double[capacity] : Arrays.copyOf(value, capacity);
    noValue = noValue == null ? null : Arrays.copyOf(noValue, capacity);
    unit = unit == null ? new UTF8String[capacity] : Arrays.copyOf(unit, capacity);
    eventTime = eventTime == null ? new long[capacity] : Arrays.copyOf(eventTime, capacity);
    data = data == null ? null : Arrays.copyOf(data, capacity);
    producer = producer == null ? new UTF8String[capacity] : Arrays.copyOf(producer, capacity);
    seq = seq == null ? new long[capacity] : Arrays.copyOf(seq, capacity);
    noSeq = noSeq == null ? null : Arrays.copyOf(noSeq, capacity);
    offset = offset == null ? new long[capacity] : Arrays.copyOf(offset, capacity);
    timestamp = timestamp == null ? new long[capacity] : Arrays.copyOf(timestamp, capacity);
  }

  void setNoValue() {
    noValue = noValue == null ? new boolean[offset.length] : noValue;
    noValue[rows] = true;
  }

  void setNoSeq() {
    noSeq = noSeq == null ? new boolean[offset.length] : noSeq;
    noSeq[rows] = true;
  }

  void setData(Variant variant) {
    data = data == null ? new Variant[offset.length] : data;
    data[rows] = variant;
  }
}
