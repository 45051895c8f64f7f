package dev.courant.runner.feed;

import java.util.concurrent.atomic.AtomicLong;

/** How much of the heap the kept blocks of all partitions take. */
final class KeptBytes {
  private static final long MOST = Runtime.getRuntime().maxMemory() / 8;

  private final AtomicLong bytes = new AtomicLong();

  void add(long more) {
    bytes.addAndGet(more);
  }

  boolean areTooMany() {
    return bytes.get() > MOST;
  }
}
