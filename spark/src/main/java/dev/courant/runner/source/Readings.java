package dev.courant.runner.source;

import dev.courant.runner.feed.Block;
import dev.courant.runner.feed.Topic;
import java.time.Duration;
import java.util.Map;

/** What the source needs of a topic of readings. */
public interface Readings {
  /** Offset of the first record that is still kept, by partition. */
  Map<Integer, Long> beginnings();

  /** @see Topic#ends */
  Map<Integer, Long> ends(long notBefore);

  /** @see Topic#read */
  Block read(int partition, long offset, long until);

  /** @see Topic#poll */
  Block poll(int partition, long offset, Duration wait);

  static Readings of(Topic topic) {
    return new Readings() {
      @Override
      public Map<Integer, Long> beginnings() {
        return topic.beginnings();
      }

      @Override
      public Map<Integer, Long> ends(long notBefore) {
        return topic.ends(notBefore);
      }

      @Override
      public Block read(int partition, long offset, long until) {
        return topic.read(partition, offset, until);
      }

      @Override
      public Block poll(int partition, long offset, Duration wait) {
        return topic.poll(partition, offset, wait);
      }
    };
  }
}
