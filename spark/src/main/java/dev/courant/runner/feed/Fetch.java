package dev.courant.runner.feed;

import dev.courant.runner.kafka.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/** Fetches the records of one partition in order. Not thread-safe. */
interface Fetch extends AutoCloseable {
  /** Of a partition of a topic; nothing is fetched before it is told from where. */
  static Fetch open(KafkaSettings kafka, String topic, int partition) {
    TopicPartition of = new TopicPartition(topic, partition);
    return FetchedBatches.open(kafka.consumer(), of).orElseGet(() -> new PolledRecords(kafka.consumer(), of));
  }

  /** Goes on from an offset, which need not be that of a record. */
  void seek(long offset);

  /**
   * @param record is given the next one
   * @param wait how long, where none has come yet
   * @return false when none came in time
   * @throws org.apache.kafka.common.KafkaException when the offset is not kept any more
   */
  boolean next(RawRecord record, Duration wait);

  /** Offset behind all that was given or passed over, as markers of transactions are. */
  long position();

  /**
   * Offset behind the last record that the partition holds now.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException when no broker told it in time
   */
  long end(Duration wait);

  @Override
  void close();
}
