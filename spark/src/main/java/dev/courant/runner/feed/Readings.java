package dev.courant.runner.feed;

import java.time.Duration;
import java.util.Map;

/** The records of a topic in blocks, as they are read from it. */
public interface Readings {
  /** Offset of the first record that is still kept, by partition. */
  Map<Integer, Long> beginnings();

  /** Offset behind the last record, by partition; not older than an instant of {@link System#nanoTime()}. */
  Map<Integer, Long> ends(long notBefore);

  /**
   * Waits until there is something.
   *
   * @param until an end that was seen
   * @return a block that holds what comes at or behind {@code offset}: it starts at or before it, and ends behind it
   * @throws org.apache.kafka.common.KafkaException when the offset is not kept any more, or nothing came for two minutes
   */
  Block read(int partition, long offset, long until);

  /** @return what lies at an offset, or {@code null} when nothing came in time */
  Block poll(int partition, long offset, Duration wait);

  /**
   * What all who told of themselves have passed is not kept: on its way to the newest it would become old, and the heap
   * grow to its bound by it.
   *
   * @param reader who comes back for what lies behind, until it has left
   * @param offsets of the next record that it reads, by partition
   */
  default void passed(Object reader, Map<Integer, Long> offsets) {}

  /** Nothing is kept for a reader any more. */
  default void left(Object reader) {}
}
