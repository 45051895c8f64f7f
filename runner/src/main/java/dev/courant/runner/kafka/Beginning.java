package dev.courant.runner.kafka;

import java.util.Arrays;

/** Beginnings of what may be of any length, because it came in with a record. Nothing is cut within a character. */
public final class Beginning {
  private Beginning() {}

  /** @return {@code bytes} itself when it has no more than {@code most}; may be {@code null} */
  public static byte[] of(byte[] bytes, int most) {
    if (bytes == null || bytes.length <= most) {
      return bytes;
    }
    int end = most;
    // At most three bytes follow the first one of a character in UTF-8.
    while (end > Math.max(0, most - 3) && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** @return {@code text} itself when it has no more than {@code most} characters; what is cut ends with … */
  public static String of(String text, int most) {
    if (text == null || text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }
}
