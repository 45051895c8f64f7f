package dev.courant.flink.source;

/** How far the reader has come in one partition, while it reads. */
final class Progress {
  private static final long NONE = Long.MIN_VALUE;
  private final int partition;
  private long start = -1;
  private long position = -1;
  private long rows;
  private long valid;
  private long passed;
  private long newestTimestamp = NONE;
  private long newestEvent = NONE;
  private boolean isAtEnd;
  private long lastNanos = System.nanoTime();

  Progress(Split split) {
    partition = split.partition();
    Reached reached = split.reached();
    if (reached != null) {
      start = reached.start();
      position = reached.position();
      rows = reached.rows();
      valid = reached.valid();
      passed = reached.passed();
      newestTimestamp = reached.newestTimestamp();
      newestEvent = reached.newestEvent();
    }
  }

  /** @param first the offset that it is read from */
  void begin(long first) {
    if (start < 0) {
      start = first;
      position = first;
    }
  }

  void read(long offset, long timestamp) {
    begin(offset);
    rows++;
    position = offset + 1;
    newestTimestamp = Math.max(newestTimestamp, timestamp);
    lastNanos = System.nanoTime();
  }

  void found(long eventMillis, long passedOn) {
    valid++;
    passed += passedOn;
    newestEvent = Math.max(newestEvent, eventMillis);
  }

  /** What lay before the position and was no record is passed too. */
  void reached(Fetched.End end) {
    begin(end.position());
    position = end.position();
    isAtEnd = end.isAtEnd();
  }

  /** Whether the watermark has to wait for it: it was not read to its end, or got something within so long. */
  boolean holdsBack(long idleNanos) {
    return !isAtEnd || System.nanoTime() - lastNanos < idleNanos;
  }

  long newestEvent() {
    return newestEvent;
  }

  /** @return {@code null} before its beginning is known */
  Reached at(long watermark) {
    return start < 0
        ? null
        : new Reached(partition, start, position, rows, valid, passed, newestTimestamp, newestEvent, watermark);
  }
}
