package dev.courant.runner.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class BeginningTest {
  @Test
  void whatIsShortStaysWhatItIs() {
    byte[] bytes = "abc".getBytes(UTF_8);
    assertSame(bytes, Beginning.of(bytes, 3));
    assertNull(Beginning.of((byte[]) null, 3));
    assertEquals("abc", Beginning.of("abc", 3));
    assertNull(Beginning.of((String) null, 3));
  }

  @Test
  void noCharacterIsCut() {
    byte[] bytes = "aä€😀".getBytes(UTF_8);
    assertEquals("a", new String(Beginning.of(bytes, 2), UTF_8));
    assertEquals("aä", new String(Beginning.of(bytes, 3), UTF_8));
    assertEquals("aä", new String(Beginning.of(bytes, 5), UTF_8));
    assertEquals("aä€", new String(Beginning.of(bytes, 9), UTF_8));
    assertEquals("a…", Beginning.of("a😀b", 2));
  }

  @Test
  void bytesThatAreNoTextAreCutToo() {
    byte[] bytes = new byte[100];
    java.util.Arrays.fill(bytes, (byte) 0x80);
    assertEquals(7, Beginning.of(bytes, 10).length);
    assertArrayEquals(new byte[] {1}, Beginning.of(new byte[] {1, 2}, 1));
  }

  @Test
  void aHeaderOfAnyLengthHasABound() {
    assertEquals("p-1", new String(Letter.header("producer", "p-1").value(), UTF_8));
    assertEquals(503, Letter.header("producer", "p".repeat(900_000)).value().length);
  }
}
