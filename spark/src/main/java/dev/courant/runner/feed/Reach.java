package dev.courant.runner.feed;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/** Makes blocks of what one fetch brings, which is opened when it is needed. Not thread-safe. */
final class Reach {
  /** As long as Spark's Kafka source waited: a broker that is started again takes less. */
  static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration WAIT = Duration.ofMillis(200);

  private final int partition;
  private final Supplier<Fetch> open;
  private final RawRecord record = new RawRecord();
  private BlockBuilder builder;
  private Fetch fetch;
  private volatile boolean isToOpenAnew;
  private long usedNanos = System.nanoTime();

  Reach(int partition, Supplier<Fetch> open) {
    this.partition = partition;
    this.open = open;
  }

  /** Waits until the block reaches {@code until}, or is full. */
  Block read(long offset, long until) {
    return attempt(() -> {
      begin(offset, until - offset);
      Silence silence = new Silence(until);
      while (fetch.position() < until && !builder.isFull()) {
        long before = fetch.position();
        if (fetch.next(record, WAIT)) {
          builder.add(record);
        }
        if (fetch.position() > before) {
          silence.end();
        } else {
          silence.check();
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
      usedNanos = System.nanoTime();
      if (!isDone) {
        close();
      }
    }
  }

  /** What it has fetched ahead is not to be used. */
  void openAnew() {
    isToOpenAnew = true;
  }

  private void begin(long offset, long expected) {
    if (isToOpenAnew) {
      isToOpenAnew = false;
      close();
    }
    if (fetch == null) {
      fetch = open.get();
      builder = new BlockBuilder(partition);
      fetch.seek(offset);
    } else if (fetch.position() != offset) {
      fetch.seek(offset);
    }
    builder.begin(offset, expected);
  }

  /** Whether it goes on from an offset without seeking it. */
  boolean standsAt(long offset) {
    return fetch != null && fetch.position() == offset;
  }

  /** @return whether it was closed, as nobody used it for long */
  boolean closeIdle(long idleNanos) {
    boolean isIdle = System.nanoTime() - usedNanos > idleNanos;
    if (isIdle) {
      close();
    }
    return isIdle;
  }

  void close() {
    Fetch old = fetch;
    fetch = null;
    builder = null;
    try {
      if (old != null) {
        old.close();
      }
    } catch (KafkaException e) {
      // As when the thread was interrupted: the connection ends all the same.
    }
  }

  /** Records that must be there do not come: the broker is away, or the partition was cut short. */
  private final class Silence {
    /** Behind a change of leaders a broker may not know at once what its partition holds. */
    private static final Duration DOUBT = Duration.ofSeconds(5);

    private final long until;
    private long sinceNanos = System.nanoTime();
    private long askedNanos = sinceNanos;
    private boolean wasShort;

    Silence(long until) {
      this.until = until;
    }

    void end() {
      sinceNanos = System.nanoTime();
      askedNanos = sinceNanos;
      wasShort = false;
    }

    void check() {
      long now = System.nanoTime();
      if (now - sinceNanos > PATIENCE.toNanos()) {
        throw new TimeoutException("partition " + partition + " has given nothing from offset " + fetch.position()
            + " on for " + PATIENCE.toSeconds() + " s");
      }
      if (now - askedNanos > DOUBT.toNanos()) {
        askEnd();
        askedNanos = System.nanoTime();
      }
    }

    private void askEnd() {
      long end;
      try {
        end = fetch.end(DOUBT);
      } catch (TimeoutException e) {
        // Nobody is there to say.
        return;
      }
      if (end < until && wasShort) {
        throw new OffsetOutOfRangeException("offset " + (until - 1) + " of partition " + partition
            + " is out of range: it ends at " + end, Map.of());
      }
      wasShort = end < until;
    }
  }
}
