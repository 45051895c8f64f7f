package dev.courant.runner.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.reading.Reading;
import dev.courant.runner.reading.ReadingParser;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.types.variant.VariantBuilder;
import org.apache.spark.unsafe.types.UTF8String;

/** Parses the records of one partition into blocks, one after the other. Not thread-safe. */
final class BlockBuilder {
  static final int MOST_ROWS = 8_000;
  private static final long MOST_BYTES = 2 * 1024 * 1024;
  /** Of a row without its texts, in arrays that are half full. */
  private static final long ROW_BYTES = 120;
  /** Of a block of a single row, beside that row: in real time most are that short. */
  private static final long BLOCK_BYTES = 2_000;
  /** Of a record that is no reading, with the sentence that says why. */
  private static final long DEAD_BYTES = 400;

  private final int partition;
  private final PlainReading plain = new PlainReading();
  private final ReadingParser<Variant> careful = new ReadingParser<>(json -> VariantBuilder.parseJson(json, true));
  private final Texts producers = new Texts();
  private long start;
  private ReadingColumns columns;
  private List<Block.Dead> dead;
  private long bytes;

  BlockBuilder(int partition) {
    this.partition = partition;
  }

  /** @param expected records, where it is known */
  void begin(long offset, long expected) {
    start = offset;
    columns = new ReadingColumns((int) Math.max(16, Math.min(expected, MOST_ROWS)));
    dead = new ArrayList<>();
    bytes = 0;
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** Whether another record would make the block longer than it should be. */
  boolean isFull() {
    return columns.rows + dead.size() >= MOST_ROWS || bytes >= MOST_BYTES;
  }

  void add(RawRecord record) {
    columns.makeRoom();
    if (!plain.read(record.value, record.timestamp, columns) && !isReading(record)) {
      return;
    }
    int row = columns.rows;
    columns.offset[row] = record.offset;
    columns.timestamp[row] = record.timestamp;
    Slice producer = record.producer;
    columns.producer[row] = producer.length < 0
        ? null
        : producers.of(producer.bytes, producer.start, producer.start + producer.length);
    setSeq(record.seq);
    columns.rows++;
    bytes += ROW_BYTES + plain.takeNewBytes() + producers.takeNewBytes();
  }

  /** Puts the reading into the next row, or the record among those that are none. */
  private boolean isReading(RawRecord record) {
    byte[] value = record.value.copy();
    Reading<Variant> reading = careful.parse(value, record.timestamp);
    if (reading.isValid()) {
      set(reading);
      return true;
    }
    dead.add(new Block.Dead(record.offset, record.timestamp, value, record.producer.copy(), record.seq.copy(),
        reading.reason(), reading.detail()));
    bytes += DEAD_BYTES + lengths(record);
    return false;
  }

  private static long lengths(RawRecord record) {
    return Math.max(0L, record.value.length) + Math.max(0, record.producer.length) + Math.max(0, record.seq.length);
  }

  private UTF8String own(String text) {
    UTF8String own = UTF8String.fromString(text);
    bytes += own == null ? 0 : Texts.OVERHEAD + own.numBytes();
    return own;
  }

  private void set(Reading<Variant> reading) {
    int row = columns.rows;
    columns.sensor[row] = own(reading.sensor());
    columns.kind[row] = own(reading.kind());
    columns.unit[row] = own(reading.unit());
    columns.eventTime[row] = reading.eventMicros();
    Double value = reading.value();
    if (value == null) {
      columns.setNoValue();
    } else {
      columns.value[row] = value;
    }
    Variant data = reading.data();
    if (data != null) {
      columns.setData(data);
      bytes += 2 * Texts.OVERHEAD + data.getValue().length + data.getMetadata().length;
    }
  }

  /** A header that is no number is the writer's affair: the reading itself is fine. */
  private void setSeq(Slice digits) {
    long number = 0;
    boolean isNumber = digits.length > 0 && digits.length <= 18;
    for (int i = 0; isNumber && i < digits.length; i++) {
      int digit = digits.bytes[digits.start + i] - '0';
      isNumber = digit >= 0 && digit <= 9;
      number = number * 10 + digit;
    }
    if (isNumber) {
      columns.seq[columns.rows] = number;
    } else {
      setSeqCarefully(digits.copy());
    }
  }

  private void setSeqCarefully(byte[] digits) {
    try {
      columns.seq[columns.rows] = Long.parseLong(digits == null ? "" : new String(digits, UTF_8));
    } catch (NumberFormatException e) {
      columns.setNoSeq();
    }
  }

  /** @param end offset behind what was added or passed over */
  Block build(long end) {
    return new Block(partition, start, end, columns, dead, BLOCK_BYTES + bytes);
  }
}
