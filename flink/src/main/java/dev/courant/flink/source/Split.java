package dev.courant.flink.source;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One partition of the topic.
 *
 * @param reached {@code null} of a partition that was never read: it is read from its beginning
 */
record Split(int partition, Reached reached) implements SourceSplit {
  @Override
  public String splitId() {
    return Integer.toString(partition);
  }
}
