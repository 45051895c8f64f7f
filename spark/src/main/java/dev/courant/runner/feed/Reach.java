package dev.courant.runner.feed;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** Makes blocks of what one fetch brings, which is opened when it is needed. Not thread-safe. */
final class Reach {
  /** As long as Spark's Kafka source waited: a broker that is started again takes less. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration WAIT = Duration.ofMillis(200);

  private final int partition;
  private final Supplier<Fetch> open;
  private final BlockBuilder builder;
  private final RawRecord record = new RawRecord();
  private Fetch fetch;

  Reach(int partition, Supplier<Fetch> open) {
    this.partition = partition;
    this.open = open;
    this.builder = new BlockBuilder(partition);
  }

  /** Waits until the block reaches {@code until}, or is full. */
  Block read(long offset, long until) {
    return attempt(() -> {
      begin(offset, until - offset);
      long lastNanos = System.nanoTime();
      while (fetch.position() < until && !builder.isFull()) {
        long before = fetch.position();
        if (fetch.next(record, WAIT)) {
          builder.add(record);
        }
        if (fetch.position() > before) {
          lastNanos = System.nanoTime();
        } else if (System.nanoTime() - lastNanos > PATIENCE.toNanos()) {
          throw new TimeoutException("partition " + partition + " has given nothing from offset " + before + " on for "
              + PATIENCE.toSeconds() + " s");
        }
      }
      return builder.build(fetch.position());
    });
  }

  /** Takes what is at hand, and waits only where there is nothing. */
  Block poll(long offset, Duration wait) {
    return attempt(() -> {
      begin(offset, 0);
      while (!builder.isFull() && fetch.next(record, builder.isEmpty() ? wait : Duration.ZERO)) {
        builder.add(record);
      }
      return fetch.position() == offset ? null : builder.build(fetch.position());
    });
  }

  /** What was cut short within a record is not gone on with. */
  private Block attempt(Supplier<Block> make) {
    boolean isDone = false;
    try {
      Block block = make.get();
      isDone = true;
      return block;
    } finally {
      if (!isDone) {
        close();
      }
    }
  }

  private void begin(long offset, long expected) {
    if (fetch == null) {
      fetch = open.get();
      fetch.seek(offset);
    } else if (fetch.position() != offset) {
      fetch.seek(offset);
    }
    builder.begin(offset, expected);
  }

  void close() {
    Fetch old = fetch;
    fetch = null;
    try {
      if (old != null) {
        old.close();
      }
    } catch (KafkaException e) {
      // As when the thread was interrupted: the connection ends all the same.
    }
  }
}
