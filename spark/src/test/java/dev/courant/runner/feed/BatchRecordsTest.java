package dev.courant.runner.feed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.EndTransactionMarker;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Crc32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of a batch are those that Kafka's own client finds in it. */
class BatchRecordsTest {
  private static final long FIRST_OFFSET = 1_000;
  private static final long WRITTEN_MS = 1_772_366_400_000L;
  /** Where the attributes of a batch stand, and its records. */
  private static final int ATTRIBUTES = 21;
  private static final int RECORDS = 61;

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return random.nextInt(10) == 0 ? null : bytes;
  }

  private static Header[] headers(Random random) {
    List<String> names = List.of("producer", "seq", "producers", "se", "other", "");
    Header[] headers = new Header[random.nextInt(5)];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = new RecordHeader(names.get(random.nextInt(names.size())), bytes(random, 20));
    }
    return headers;
  }

  private static MemoryRecords batch(CompressionType codec, TimestampType times, int records, int mostBytes) {
    Random random = new Random(7);
    MemoryRecordsBuilder builder = MemoryRecords.builder(
        ByteBuffer.allocate(1 << 20), Compression.of(codec).build(), times, FIRST_OFFSET);
    long offset = FIRST_OFFSET;
    for (int i = 0; i < records; i++) {
      // Compaction leaves gaps.
      offset += 1 + (random.nextInt(20) == 0 ? random.nextInt(100) : 0);
      builder.appendWithOffset(offset, WRITTEN_MS + random.nextInt(10_000) - 5_000, bytes(random, 30),
          bytes(random, mostBytes), headers(random));
    }
    return builder.build();
  }

  private static List<String> ours(MemoryRecords records) {
    List<String> found = new ArrayList<>();
    BatchRecords reader = new BatchRecords();
    RawRecord record = new RawRecord();
    for (RecordBatch batch : records.batches()) {
      reader.open((DefaultRecordBatch) batch);
      while (reader.next(record)) {
        found.add(text(record.offset, record.timestamp, record.value.copy(), record.producer.copy(), record.seq.copy()));
      }
    }
    return found;
  }

  private static List<String> theirs(MemoryRecords records) {
    List<String> found = new ArrayList<>();
    for (RecordBatch batch : records.batches()) {
      for (Record record : batch) {
        byte[] value = record.hasValue() ? new byte[record.valueSize()] : null;
        if (value != null) {
          record.value().get(value);
        }
        found.add(text(record.offset(), record.timestamp() * 1_000, value, last(record, "producer"), last(record, "seq")));
      }
    }
    return found;
  }

  private static byte[] last(Record record, String name) {
    Header last = new RecordHeaders(record.headers()).lastHeader(name);
    return last == null ? null : last.value();
  }

  private static String text(long offset, long micros, byte[]... parts) {
    return offset + " " + micros + " " + Arrays.deepToString(parts);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void ofEveryCodec(CompressionType codec) {
    for (TimestampType times : List.of(TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME)) {
      MemoryRecords records = batch(codec, times, 2_000, 300);
      assertEquals(theirs(records), ours(records), codec + ", " + times);
      assertEquals(2_000, ours(records).size());
    }
  }

  /** Longer than any buffer at hand, between shorter ones. */
  @Test
  void ofRecordsThatAreLarge() {
    MemoryRecords records = batch(CompressionType.ZSTD, TimestampType.CREATE_TIME, 12, 600_000);
    assertEquals(theirs(records), ours(records));
  }

  @Test
  void aMarkerOfATransactionIsNoRecord() {
    MemoryRecords marker = MemoryRecords.withEndTransactionMarker(
        FIRST_OFFSET, WRITTEN_MS, 0, 5L, (short) 1, new EndTransactionMarker(ControlRecordType.COMMIT, 0));
    assertEquals(List.of(), ours(marker));
  }

  @Test
  void aDamagedBatchIsRefused() {
    MemoryRecords records = batch(CompressionType.NONE, TimestampType.CREATE_TIME, 3, 300);
    records.buffer().put(records.sizeInBytes() - 1, (byte) (records.buffer().get(records.sizeInBytes() - 1) ^ 1));
    assertThrows(CorruptRecordException.class, () -> ours(records));
  }

  /** With a checksum that is right all the same, as whoever wrote it would have made it. */
  private static MemoryRecords with(MemoryRecords records, Consumer<ByteBuffer> change) {
    ByteBuffer bytes = ByteBuffer.allocate(records.sizeInBytes());
    bytes.put(records.buffer().duplicate()).flip();
    change.accept(bytes);
    bytes.putInt(DefaultRecordBatch.CRC_OFFSET, (int) Crc32C.compute(bytes, ATTRIBUTES, bytes.limit() - ATTRIBUTES));
    return MemoryRecords.readableRecords(bytes);
  }

  private static void damage(ByteBuffer bytes, Random random) {
    for (int left = 1 + random.nextInt(2); left > 0; left--) {
      bytes.put(RECORDS + random.nextInt(bytes.limit() - RECORDS), (byte) random.nextInt(256));
    }
  }

  /** @return {@code null} where it is refused */
  private static List<String> accepted(Function<MemoryRecords, List<String>> reader, MemoryRecords records) {
    try {
      return reader.apply(records);
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Lengths that run past a record or the batch, negative ones, too many headers: whatever a byte may stand for. */
  @Test
  void whatKafkaRefusesIsRefusedAndNothingElse() {
    MemoryRecords whole = batch(CompressionType.NONE, TimestampType.CREATE_TIME, 20, 40);
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 10_000; round++) {
      MemoryRecords records = with(whole, bytes -> damage(bytes, random));
      List<String> theirs = accepted(BatchRecordsTest::theirs, records);
      if (theirs == null) {
        refused++;
        assertThrows(KafkaException.class, () -> ours(records));
      } else {
        assertEquals(theirs, ours(records));
      }
    }
    assertTrue(refused > 1_000 && refused < 10_000, refused + " refused");
  }

  @Test
  void whatCannotBeUnpackedIsRefused() {
    MemoryRecords whole = batch(CompressionType.GZIP, TimestampType.CREATE_TIME, 20, 300);
    MemoryRecords records = with(whole, bytes -> bytes.put(RECORDS + 20, new byte[20]));
    String message = assertThrows(KafkaException.class, () -> ours(records)).getMessage();
    assertEquals("the record batch at offset 1000 cannot be unpacked", message);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 19, 21, 1_000_000})
  void aBatchThatHoldsAnotherNumberOfRecordsIsRefused(int count) {
    MemoryRecords whole = batch(CompressionType.NONE, TimestampType.CREATE_TIME, 20, 300);
    MemoryRecords records = with(whole, bytes -> bytes.putInt(DefaultRecordBatch.RECORDS_COUNT_OFFSET, count));
    String message = assertThrows(InvalidRecordException.class, () -> ours(records)).getMessage();
    assertTrue(message.startsWith("the record batch at offset 1000 is damaged: "), message);
  }

  @Test
  void theNextBatchBeginsAnewWhereTheOneBeforeWasLeft() {
    MemoryRecords records = batch(CompressionType.GZIP, TimestampType.CREATE_TIME, 100, 300);
    DefaultRecordBatch batch = (DefaultRecordBatch) records.batches().iterator().next();
    BatchRecords reader = new BatchRecords();
    RawRecord record = new RawRecord();
    reader.open(batch);
    assertTrue(reader.next(record));
    byte[] first = record.value.copy();
    reader.next(record);
    reader.open(batch);
    assertTrue(reader.next(record));
    assertArrayEquals(first, record.value.copy());
    reader.close();
    assertFalse(reader.next(record));
  }

  @Test
  void aTimeThatIsNoneStaysTheNearestThatIs() {
    RawRecord record = new RawRecord();
    record.setMillis(Long.MAX_VALUE);
    assertEquals(Long.MAX_VALUE / 1_000 * 1_000, record.timestamp);
    record.setMillis(Long.MIN_VALUE);
    assertEquals(-(Long.MAX_VALUE / 1_000) * 1_000, record.timestamp);
    record.setMillis(-1);
    assertEquals(-1_000, record.timestamp);
  }
}
