package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.feed.Topic;
import dev.courant.runner.kafka.KafkaSettings;
import java.io.Serializable;

/**
 * The topic of readings.
 *
 * @param startingOffsets of a query that never ran: {@code earliest} or {@code latest}
 * @param maxOffsetsPerTrigger records a batch reads at most, over all partitions
 * @param columns fields of its events that are columns of the view
 */
public record Input(
    KafkaSettings kafka, String topic, String startingOffsets, long maxOffsetsPerTrigger, EventColumns columns)
    implements Serializable {
  /** The same one for everybody in a process. */
  public Readings open() {
    return Topic.of(kafka, topic);
  }
}
