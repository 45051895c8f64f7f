package dev.courant.runner.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.InterruptException;

/** A partition of readings without a broker, which counts who reads it. */
final class MemoryFetch implements Fetch {
  /** What all fetches of a partition share. */
  static final class Partition {
    final AtomicLong end = new AtomicLong();
    /** What is no record at the end, as markers of transactions are. */
    volatile long markers;
    final AtomicLong fetched = new AtomicLong();
    final AtomicInteger open = new AtomicInteger();
    /** Each throws away what was fetched ahead. */
    final AtomicInteger seeks = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();
    /** Done before each record. */
    volatile Runnable meanwhile = () -> { };
    /** Of each value, where it is no reading. */
    volatile int badBytes;

    Fetch open() {
      open.incrementAndGet();
      opened.incrementAndGet();
      return new MemoryFetch(this);
    }
  }

  private final Partition partition;
  private long position;

  private MemoryFetch(Partition partition) {
    this.partition = partition;
  }

  @Override
  public void seek(long offset) {
    partition.seeks.incrementAndGet();
    position = offset;
  }

  @Override
  public boolean next(RawRecord record, Duration wait) {
    partition.meanwhile.run();
    if (position < partition.end.get()) {
      partition.fetched.incrementAndGet();
      record.offset = position++;
      record.setMillis(1_772_366_400_000L);
      record.value.set(value());
      record.producer.set("p-1".getBytes(UTF_8));
      record.seq.set(Long.toString(record.offset).getBytes(UTF_8));
      return true;
    }
    if (position < partition.end.get() + partition.markers) {
      position = partition.end.get() + partition.markers;
      return false;
    }
    await(wait);
    return false;
  }

  private byte[] value() {
    return partition.badBytes > 0
        ? new byte[partition.badBytes]
        : "{\"sensor\":\"t-1\",\"value\":1,\"event_time\":\"2026-03-01T11:59:59.500Z\"}".getBytes(UTF_8);
  }

  private static void await(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long end(Duration wait) {
    return partition.end.get() + partition.markers;
  }

  @Override
  public void close() {
    partition.open.decrementAndGet();
  }
}
