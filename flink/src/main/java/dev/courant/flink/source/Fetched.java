package dev.courant.flink.source;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * What one poll brought.
 *
 * @param ends by partition, where it stands after its records
 */
record Fetched(ConsumerRecords<byte[], byte[]> records, Map<Integer, End> ends) {
  /** @param isAtEnd whether nothing more was there to read */
  record End(long position, boolean isAtEnd) {}
}
