package dev.courant.runner.feed;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.RawBatches;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.Utils;

/** The records of a partition, read straight from the bytes of its record batches. */
final class FetchedBatches implements Fetch {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final RawBatches raw;
  private final BatchRecords records = new BatchRecords();
  private Iterator<? extends RecordBatch> batches = Collections.emptyIterator();
  private RecordBatch current;
  private final BufferSupplier buffers = BufferSupplier.create();
  private Iterator<Record> older = Collections.emptyIterator();
  private long position;

  private FetchedBatches(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, RawBatches raw) {
    this.consumer = consumer;
    this.partition = partition;
    this.raw = raw;
  }

  /** @return empty where Kafka's client is another than the one that is known */
  static Optional<Fetch> open(Properties settings, TopicPartition partition) {
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings);
    consumer.assign(List.of(partition));
    Optional<Fetch> fetch =
        RawBatches.of(consumer, partition).map(raw -> new FetchedBatches(consumer, partition, raw));
    if (fetch.isEmpty()) {
      consumer.close(Duration.ZERO);
    }
    return fetch;
  }

  @Override
  public void seek(long offset) {
    consumer.seek(partition, offset);
    records.close();
    batches = Collections.emptyIterator();
    older = Collections.emptyIterator();
    current = null;
    position = offset;
  }

  @Override
  public boolean next(RawRecord record, Duration wait) {
    while (current != null || nextBatch(wait)) {
      while (records.next(record) || nextOlder(record)) {
        if (record.offset >= position) {
          position = record.offset + 1;
          return true;
        }
      }
      endBatch();
    }
    return false;
  }

  /** Of a batch that was written before there were headers. */
  private boolean nextOlder(RawRecord record) {
    if (!older.hasNext()) {
      return false;
    }
    Record next = older.next();
    record.offset = next.offset();
    record.setMillis(next.timestamp());
    record.value.set(next.hasValue() ? Utils.toArray(next.value()) : null);
    record.producer.set(null);
    record.seq.set(null);
    return true;
  }

  private boolean nextBatch(Duration wait) {
    if (!batches.hasNext()) {
      Records fetched = raw.poll(position, wait);
      batches = fetched == null ? batches : fetched.batches().iterator();
    }
    if (!batches.hasNext()) {
      return false;
    }
    current = batches.next();
    older = Collections.emptyIterator();
    if (current instanceof DefaultRecordBatch batch) {
      records.open(batch);
    } else {
      current.ensureValid();
      older = current.streamingIterator(buffers);
    }
    return true;
  }

  private void endBatch() {
    position = Math.max(position, current.nextOffset());
    if (!batches.hasNext()) {
      raw.advance(current);
    }
    current = null;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long end(Duration wait) {
    return consumer.endOffsets(List.of(partition), wait).get(partition);
  }

  @Override
  public void close() {
    records.close();
    consumer.close(Duration.ZERO);
  }
}
