package dev.courant.runner.feed;

import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;

/** Texts that repeat, kept once, in a table of fixed size whose places are taken over by the text that comes last. */
final class Texts {
  private static final int PLACES = 1 << 11;
  /** A longer text is not likely to come again, and would stay in the table. */
  private static final int LONGEST = 100;
  /** What a text takes of the heap beside its bytes, about. */
  static final long OVERHEAD = 48;

  private final byte[][] bytes = new byte[PLACES][];
  private final UTF8String[] texts = new UTF8String[PLACES];

  private long newBytes;

  UTF8String of(byte[] from, int start, int end) {
    if (end - start > LONGEST) {
      newBytes += OVERHEAD + end - start;
      return UTF8String.fromBytes(Arrays.copyOfRange(from, start, end));
    }
    int place = place(from, start, end);
    byte[] known = bytes[place];
    if (known == null || !Arrays.equals(known, 0, known.length, from, start, end)) {
      bytes[place] = Arrays.copyOfRange(from, start, end);
      newBytes += OVERHEAD + end - start;
      texts[place] = UTF8String.fromBytes(bytes[place]);
    }
    return texts[place];
  }

  /** Bytes of heap that the texts took which were new since the last call. */
  long takeNewBytes() {
    long taken = newBytes;
    newBytes = 0;
    return taken;
  }

  private static int place(byte[] from, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + from[i];
    }
    return (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (PLACES - 1);
  }
}
