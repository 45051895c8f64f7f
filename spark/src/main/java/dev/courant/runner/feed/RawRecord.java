package dev.courant.runner.feed;

/** What is used of one record; the object is used again for the next. */
final class RawRecord {
  long offset;
  /** Microseconds since the epoch. */
  long timestamp;
  final Slice value = new Slice();
  /** Headers by which a producer accounts for a reading; of several with one name the last. */
  final Slice producer = new Slice();
  final Slice seq = new Slice();

  /** @param millis any number: one that is no time of ours stays the nearest that is */
  void setMillis(long millis) {
    long most = Long.MAX_VALUE / 1_000;
    timestamp = Math.max(-most, Math.min(most, millis)) * 1_000;
  }
}
