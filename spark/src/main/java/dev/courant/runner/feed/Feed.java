package dev.courant.runner.feed;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The blocks of one partition, each fetched and parsed once: the newest are kept for who reads them next. Who is
 * further behind reads by a fetch of its own, which keeps nothing, and comes back.
 */
final class Feed {
  private final KeptBlocks kept;
  private final ReentrantLock turn = new ReentrantLock();
  private final Reach newest;
  private final Behind behind;
  private volatile Memory memory = new Memory();
  private final Map<Object, Long> passed = new ConcurrentHashMap<>();

  /** What blocks are kept for: another one knows nothing of them. */
  private static final class Memory {
    /** Offset behind all that whoever is furthest ahead has read, kept or not any more. */
    private volatile long reached;
  }

  Feed(int partition, Supplier<Fetch> open, KeptBlocks kept) {
    this.kept = kept;
    newest = new Reach(partition, open);
    behind = new Behind(() -> new Reach(partition, open));
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
    Memory now = memory;
    Block known = kept.find(now, offset);
    if (known != null) {
      return known;
    }
    return offset < now.reached
        ? behind.get(offset, make)
        : Interruption.locked(turn, () -> goOn(offset, make));
  }

  /** Another may have brought it while this one waited for its turn. */
  private Block goOn(long offset, Function<Reach, Block> make) {
    Memory now = memory;
    if (offset < now.reached) {
      return get(offset, make);
    }
    if (offset > now.reached) {
      // From now on the one before is behind, also while nothing comes here: it must not take the fetch back.
      kept.forgetAll(now);
      now.reached = offset;
    }
    Block block = make.apply(newest);
    if (block != null) {
      kept.add(now, block);
      now.reached = block.end();
    }
    return block;
  }

  /** @see Topic#passed */
  void passed(Object reader, long offset) {
    passed.put(reader, offset);
    kept.forgetUntil(memory, Collections.min(passed.values()));
  }

  /** @see Topic#left */
  void left(Object reader) {
    passed.remove(reader);
  }

  /** What was read, or is being read, may be gone: the partition is to be read anew. */
  void forget() {
    newest.openAnew();
    behind.openAnew();
    passed.clear();
    Memory old = memory;
    memory = new Memory();
    kept.forgetAll(old);
  }

  /** Ends the connections of a partition that nobody reads. */
  void closeIdle(long idleNanos) {
    behind.closeIdle(idleNanos);
    if (turn.tryLock()) {
      try {
        if (newest.closeIdle(idleNanos)) {
          forget();
        }
      } finally {
        turn.unlock();
      }
    }
  }
}
