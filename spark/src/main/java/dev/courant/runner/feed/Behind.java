package dev.courant.runner.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;

/** For those who are further behind: each goes on with what it read with before, so that none starts from the front. */
final class Behind {
  /** Of those that nobody uses just now. */
  private static final int MOST_KEPT = 8;

  private final Supplier<Reach> create;
  private final Set<Reach> used = new HashSet<>();
  private final Deque<Reach> lastUsedFirst = new ArrayDeque<>();

  Behind(Supplier<Reach> create) {
    this.create = create;
  }

  Block get(long offset, Function<Reach, Block> make) {
    Reach reach = take(offset);
    try {
      return make.apply(reach);
    } catch (InterruptException e) {
      throw Interruption.stopped();
    } finally {
      giveBack(reach);
    }
  }

  private synchronized Reach take(long offset) {
    Reach reach = lastUsedFirst.stream().filter(one -> one.standsAt(offset)).findFirst()
        .orElseGet(() -> lastUsedFirst.size() < MOST_KEPT ? create.get() : lastUsedFirst.getLast());
    lastUsedFirst.remove(reach);
    used.add(reach);
    return reach;
  }

  private synchronized void giveBack(Reach reach) {
    used.remove(reach);
    lastUsedFirst.addFirst(reach);
    while (lastUsedFirst.size() > MOST_KEPT) {
      lastUsedFirst.removeLast().close();
    }
  }

  /** @see Reach#openAnew */
  synchronized void openAnew() {
    used.forEach(Reach::openAnew);
    lastUsedFirst.forEach(Reach::openAnew);
  }

  /** Ends the connections that nobody uses. */
  synchronized void closeIdle(long idleNanos) {
    lastUsedFirst.removeIf(reach -> reach.closeIdle(idleNanos));
  }
}
