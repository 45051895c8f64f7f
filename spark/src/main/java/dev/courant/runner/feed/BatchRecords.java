package dev.courant.runner.feed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * Takes the records out of record batches of version 2 (Kafka's protocol guide, "Record Batch"), unpacking no further
 * than it reads: a batch of 1 MiB may hold gigabytes. Not thread-safe.
 */
final class BatchRecords {
  private static final byte[] PRODUCER = {'p', 'r', 'o', 'd', 'u', 'c', 'e', 'r'};
  private static final byte[] SEQ = {'s', 'e', 'q'};
  private static final int LONGEST_VARINT = 5;
  private static final int LONGEST_SHIFT = 63;
  private static final int USUAL_BYTES = 1 << 16;

  private final BufferSupplier buffers = BufferSupplier.create();
  private DefaultRecordBatch batch;
  private InputStream unpacked;
  private int left;
  /** Unpacked bytes, of which those from {@link #at} to {@link #limit} are still to be read. */
  private byte[] bytes = new byte[USUAL_BYTES];
  private int at;
  private int limit;
  /** Behind the record that is read: whatever lengths it holds, nothing beyond belongs to it. */
  private int end;

  /**
   * @throws org.apache.kafka.common.errors.CorruptRecordException when its checksum is another
   * @throws InvalidRecordException when it cannot be what it says that it is
   */
  void open(DefaultRecordBatch next) {
    close();
    next.ensureValid();
    batch = next;
    int count = next.isControlBatch() ? 0 : next.countOrNull();
    if (count < 0) {
      throw damaged("it has " + count + " records");
    }
    left = count;
    unpacked = left == 0 ? null : next.recordInputStream(buffers);
    at = 0;
    limit = 0;
  }

  /**
   * @return false at the end of the batch
   * @throws InvalidRecordException when a record runs past its own end, or the batch's
   */
  boolean next(RawRecord record) {
    if (left == 0) {
      ensureNothingLeft();
      close();
      return false;
    }
    left--;
    fill(LONGEST_VARINT);
    end = limit;
    int size = length();
    fill(size);
    if (size > limit - at) {
      throw damaged("a record of " + size + " bytes ends behind it");
    }
    end = at + size;
    read(record);
    if (at != end) {
      throw damaged("a record of " + size + " bytes has fields of " + (at - end + size));
    }
    return true;
  }

  private void ensureNothingLeft() {
    if (unpacked != null) {
      fill(1);
      if (at < limit) {
        throw damaged("bytes are left behind its records");
      }
    }
  }

  private InvalidRecordException damaged(String how) {
    return new InvalidRecordException("the record batch at offset " + batch.baseOffset() + " is damaged: " + how);
  }

  private void read(RawRecord record) {
    at++; // attributes, of which there are none
    long timestamp = batch.baseTimestamp() + varlong();
    record.setMillis(batch.timestampType() == TimestampType.LOG_APPEND_TIME ? batch.maxTimestamp() : timestamp);
    record.offset = batch.baseOffset() + varint();
    skip(varint()); // the key, which a reading repeats
    int length = varint();
    record.value.set(bytes, at, length);
    skip(length);
    record.producer.length = -1;
    record.seq.length = -1;
    for (int headers = length(); headers > 0; headers--) {
      int nameLength = length();
      int name = at;
      skip(nameLength);
      int valueLength = varint();
      if (is(PRODUCER, name, nameLength)) {
        record.producer.set(bytes, at, valueLength);
      } else if (is(SEQ, name, nameLength)) {
        record.seq.set(bytes, at, valueLength);
      }
      skip(valueLength);
    }
  }

  private boolean is(byte[] name, int from, int length) {
    return Arrays.equals(name, 0, name.length, bytes, from, from + length);
  }

  private void skip(int length) {
    if (length > end - at) {
      throw damaged("a field of " + length + " bytes ends behind its record");
    }
    at += Math.max(0, length);
  }

  /** Has that many bytes at hand, or all that there are. */
  private void fill(int wanted) {
    if (limit - at >= wanted) {
      return;
    }
    System.arraycopy(bytes, at, bytes, 0, limit - at);
    limit -= at;
    at = 0;
    try {
      limit += unpacked.readNBytes(bytes, limit, bytes.length - limit);
      // A length is believed only as far as there are bytes.
      while (limit < wanted && limit == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, bytes.length * 2L));
        limit += unpacked.readNBytes(bytes, limit, bytes.length - limit);
      }
    } catch (IOException e) {
      throw new KafkaException("the record batch at offset " + batch.baseOffset() + " cannot be unpacked", e);
    }
  }

  /** Of what cannot be absent. */
  private int length() {
    int length = varint();
    if (length < 0) {
      throw damaged("a length is " + length);
    }
    return length;
  }

  private int varint() {
    long number = varlong();
    if (number != (int) number) {
      throw damaged("a length is " + number);
    }
    return (int) number;
  }

  /** Zigzag, seven bits a byte, the lowest first. */
  private long varlong() {
    long number = 0;
    byte next;
    int shift = 0;
    do {
      if (at >= end || shift > LONGEST_SHIFT) {
        throw damaged("a number has no end");
      }
      next = bytes[at++];
      number |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return (number >>> 1) ^ -(number & 1);
  }

  void close() {
    left = 0;
    if (bytes.length > USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
    if (unpacked != null) {
      try {
        unpacked.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        unpacked = null;
      }
    }
  }
}
