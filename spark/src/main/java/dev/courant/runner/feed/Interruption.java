package dev.courant.runner.feed;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;

/** Waiting that ends at once when the query is stopped, in the way that Spark takes for its own interruption. */
final class Interruption {
  private Interruption() {}

  /** @throws UncheckedIOException with an {@link InterruptedIOException} when the thread is interrupted */
  static <T> T locked(Lock lock, Supplier<T> work) {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw stopped();
    }
    try {
      return work.get();
    } catch (InterruptException e) {
      throw stopped();
    } finally {
      lock.unlock();
    }
  }

  static UncheckedIOException stopped() {
    return new UncheckedIOException(new InterruptedIOException("the query is being stopped"));
  }
}
