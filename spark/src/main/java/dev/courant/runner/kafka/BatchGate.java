package dev.courant.runner.kafka;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Stops a query between two batches. {@code StreamingQuery.stop()} interrupts the batch it meets, whose rows then
 * stand in the output twice after the restart; so the gate holds the next batch back before it runs.
 */
public final class BatchGate {
  private volatile boolean closed;
  /** Batches that began, and those that were reported: the report of one may come when the next has begun. */
  private long begun;
  private long ended;

  /** Called by the stream's thread before a batch runs; does not return once the gate is closed. */
  synchronized void enter() {
    try {
      while (closed) {
        wait();
      }
      begun++;
    } catch (InterruptedException e) {
      // Spark takes this, and not every exception, for its own interruption.
      throw new UncheckedIOException(new InterruptedIOException("the query is being stopped"));
    }
  }

  /** Called when a batch was committed and reported. */
  public synchronized void leave() {
    ended++;
    notifyAll();
  }

  /** Forgets a batch that failed: its report will never come. */
  public synchronized void reset() {
    ended = begun;
    notifyAll();
  }

  /** Whether a batch that is open is to end, and none to begin. */
  public boolean isClosed() {
    return closed;
  }

  /** Lets no further batch begin. */
  public synchronized void close() {
    closed = true;
  }

  /** @return whether the current batch came to its end in time */
  public synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (ended < begun) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
