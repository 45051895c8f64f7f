package dev.courant.runner.feed;

import dev.courant.runner.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;

/** A topic of readings, of which each record is fetched and parsed once for all queries of a process. */
public interface Topic {
  static Topic of(KafkaSettings kafka, String name) {
    throw new UnsupportedOperationException();
  }

  /** Offset of the first record that is still kept, by partition. */
  Map<Integer, Long> beginnings();

  /** Offset behind the last record, by partition; not older than an instant of {@link System#nanoTime()}. */
  Map<Integer, Long> ends(long notBefore);

  /**
   * Waits until there is something.
   *
   * @return a block that holds what comes at or behind {@code offset}: it starts at or before it, and ends behind it
   * @throws org.apache.kafka.common.KafkaException when the offset is not kept any more, or the broker is not reached
   */
  Block read(int partition, long offset, long until);

  /** @return what lies at an offset, or {@code null} when nothing came in time */
  Block poll(int partition, long offset, Duration wait);
}
