package dev.courant.runner.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The blocks of one partition, each fetched and parsed once: the newest are kept for who reads them next. Who is
 * further behind reads by another fetch, which keeps nothing, and comes back.
 */
final class Feed {
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final KeptBytes keptByAll;
  private final Reach newest;
  private final Reach behind;
  /** Whose blocks follow each other, oldest first. */
  private final ArrayDeque<Block> kept = new ArrayDeque<>();
  private long keptRows;
  private final ReentrantLock lock = new ReentrantLock();
  private long usedNanos = System.nanoTime();

  Feed(int partition, Supplier<Fetch> open, KeptBytes keptByAll) {
    this.keptByAll = keptByAll;
    newest = new Reach(partition, open);
    behind = new Reach(partition, open);
  }

  /** @see Topic#read */
  Block read(long offset, long until) {
    return get(offset, reach -> reach.read(offset, until));
  }

  /** @see Topic#poll */
  Block poll(long offset, Duration wait) {
    return get(offset, reach -> reach.poll(offset, wait));
  }

  private Block get(long offset, Function<Reach, Block> make) {
    lock.lock();
    try {
      usedNanos = System.nanoTime();
      Block known = find(offset);
      if (known != null) {
        return known;
      }
      if (!kept.isEmpty() && offset < kept.peekLast().end()) {
        return make.apply(behind);
      }
      Block block = make.apply(newest);
      if (block != null) {
        keep(block);
      }
      return block;
    } finally {
      lock.unlock();
    }
  }

  private Block find(long offset) {
    for (Iterator<Block> newestFirst = kept.descendingIterator(); newestFirst.hasNext();) {
      Block block = newestFirst.next();
      if (block.holds(offset)) {
        return block;
      }
    }
    return null;
  }

  private void keep(Block block) {
    if (!kept.isEmpty() && kept.peekLast().end() != block.start()) {
      forgetAll();
    }
    kept.addLast(block);
    keptRows += block.rows();
    keptByAll.add(block.bytes());
    while (kept.size() > 1 && (keptRows > Topic.KEPT_ROWS || keptByAll.areTooMany())) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    Block oldest = kept.removeFirst();
    keptRows -= oldest.rows();
    keptByAll.add(-oldest.bytes());
  }

  private void forgetAll() {
    while (!kept.isEmpty()) {
      forgetOldest();
    }
  }

  /** Ends the connections of a partition that nobody reads. */
  void closeIdle() {
    if (lock.tryLock()) {
      try {
        if (System.nanoTime() - usedNanos > IDLE.toNanos()) {
          newest.close();
          behind.close();
          forgetAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
