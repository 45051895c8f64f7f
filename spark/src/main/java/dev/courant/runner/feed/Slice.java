package dev.courant.runner.feed;

import java.util.Arrays;

/** A part of an array that is used again for the next record; a length below 0 stands for nothing at all. */
final class Slice {
  byte[] bytes;
  int start;
  int length = -1;

  void set(byte[] all, int from, int count) {
    bytes = all;
    start = from;
    length = count;
  }

  void set(byte[] all) {
    set(all, 0, all == null ? -1 : all.length);
  }

  /** What it holds now; {@code null} for nothing. */
  byte[] copy() {
    return length < 0 ? null : Arrays.copyOfRange(bytes, start, start + length);
  }
}
