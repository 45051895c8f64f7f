package dev.courant.runner.kafka;

import java.io.Serializable;

/**
 * Rows that a batch wrote, or one of its tasks.
 *
 * @param acknowledged rows that Kafka took
 * @param setAside rows that were too large for it
 */
public record WrittenRows(long acknowledged, long setAside) implements Serializable {
  public static final WrittenRows NONE = new WrittenRows(0, 0);

  public WrittenRows plus(WrittenRows other) {
    return new WrittenRows(acknowledged + other.acknowledged, setAside + other.setAside);
  }
}
