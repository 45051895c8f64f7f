package dev.courant.runner.feed;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The records of a partition as Kafka's consumer gives them to everybody: an object each. */
final class PolledRecords implements Fetch {
  /** Unpacked at once: small as records may be in the topic, each may be megabytes then. */
  private static final String MOST_POLLED = "50";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
  private long position;

  PolledRecords(Properties settings, TopicPartition partition) {
    this.partition = partition;
    Properties own = new Properties();
    own.putAll(settings);
    own.put("max.poll.records", MOST_POLLED);
    consumer = new KafkaConsumer<>(own);
    consumer.assign(List.of(partition));
  }

  @Override
  public void seek(long offset) {
    consumer.seek(partition, offset);
    polled = Collections.emptyIterator();
    position = offset;
  }

  @Override
  public boolean next(RawRecord record, Duration wait) {
    if (!polled.hasNext()) {
      polled = consumer.poll(wait).iterator();
      if (!polled.hasNext()) {
        position = consumer.position(partition);
        return false;
      }
    }
    set(record, polled.next());
    position = polled.hasNext() ? record.offset + 1 : consumer.position(partition);
    return true;
  }

  private static void set(RawRecord record, ConsumerRecord<byte[], byte[]> polled) {
    record.offset = polled.offset();
    record.setMillis(polled.timestamp());
    record.value.set(polled.value());
    record.producer.set(last(polled.headers(), "producer"));
    record.seq.set(last(polled.headers(), "seq"));
  }

  private static byte[] last(Headers headers, String name) {
    Header last = headers.lastHeader(name);
    return last == null ? null : last.value();
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
    consumer.close(Duration.ZERO);
  }
}
