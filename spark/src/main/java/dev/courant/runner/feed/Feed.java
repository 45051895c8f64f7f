package dev.courant.runner.feed;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The blocks of one partition, each fetched and parsed once: the newest are kept for who reads them next. Who is
 * further behind reads by another fetch, which keeps nothing, and comes back.
 */
final class Feed {
  private final KeptBlocks kept;
  private final Reach newest;
  private final Reach behind;
  private volatile Memory memory = new Memory();

  /** What blocks are kept for: another one knows nothing of them. */
  private static final class Memory {
    /** Offset behind the newest block, kept or not any more. */
    private volatile long reached;
  }

  Feed(int partition, Supplier<Fetch> open, KeptBlocks kept) {
    this.kept = kept;
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
    Memory now = memory;
    Block known = kept.find(now, offset);
    if (known != null) {
      return known;
    }
    return offset < now.reached
        ? Interruption.locked(behind.lock, () -> make.apply(behind))
        : Interruption.locked(newest.lock, () -> goOn(offset, make));
  }

  /** Another may have brought it while this one waited for its turn. */
  private Block goOn(long offset, Function<Reach, Block> make) {
    Memory now = memory;
    if (offset < now.reached) {
      return get(offset, make);
    }
    Block block = make.apply(newest);
    if (block != null) {
      if (block.start() != now.reached) {
        kept.forgetAll(now);
      }
      kept.add(now, block);
      now.reached = block.end();
    }
    return block;
  }

  /** What was read, or is being read, may be gone: the partition is to be read anew. */
  void forget() {
    newest.openAnew();
    behind.openAnew();
    Memory old = memory;
    memory = new Memory();
    kept.forgetAll(old);
  }

  /** Ends the connections of a partition that nobody reads. */
  void closeIdle(long idleNanos) {
    behind.closeIdle(idleNanos, () -> { });
    newest.closeIdle(idleNanos, this::forget);
  }
}
