package dev.courant.runner.feed;

import java.time.Duration;
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
  /** Offset behind all that whoever is furthest ahead has read, kept or not any more. */
  private volatile long reached;

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
    Block known = kept.find(this, offset);
    if (known != null) {
      return known;
    }
    return offset < reached
        ? behind.get(offset, make)
        : Interruption.locked(turn, () -> goOn(offset, make));
  }

  /** Another may have brought it while this one waited for its turn. */
  private Block goOn(long offset, Function<Reach, Block> make) {
    if (offset < reached) {
      return get(offset, make);
    }
    if (offset > reached) {
      // From now on the one before is behind, also while nothing comes here: it must not take the fetch back.
      kept.forgetAll(this);
      reached = offset;
    }
    Block block = make.apply(newest);
    if (block != null) {
      kept.add(this, block);
      reached = block.end();
    }
    return block;
  }

  /** Ends the connections of a partition that nobody reads. */
  void closeIdle(long idleNanos) {
    behind.closeIdle(idleNanos);
    if (turn.tryLock()) {
      try {
        if (newest.closeIdle(idleNanos)) {
          kept.forgetAll(this);
          reached = 0;
        }
      } finally {
        turn.unlock();
      }
    }
  }
}
