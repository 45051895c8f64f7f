package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private static final long BATCH = 200_000;

  private final Together together = new Together();

  private boolean mayRead(String query, long start, long now) {
    return together.mayRead(query, start, start + BATCH, now);
  }

  @BeforeEach
  void bothBegin() {
    assertTrue(mayRead("a", 0, 0));
    assertTrue(mayRead("b", 0, 0));
  }

  @Test
  void theFasterWaitsUntilTheSlowerBeginsWhereItStands() {
    assertFalse(mayRead("a", Together.KEPT, 1));
    assertTrue(mayRead("b", Together.KEPT, 2));
    assertTrue(mayRead("a", Together.KEPT, 3));
  }

  @Test
  void whatStaysInMemoryIsReadAhead() {
    assertTrue(together.mayRead("a", 1_000, Together.KEPT, 1));
  }

  @Test
  void oneThatIsSilentOrGoneOrFarBehindIsNotWaitedFor() {
    assertFalse(mayRead("a", Together.KEPT, Duration.ofSeconds(3).toNanos()));
    assertTrue(mayRead("a", Together.KEPT, Duration.ofSeconds(3).toNanos() + 1));
    assertTrue(mayRead("b", 0, Duration.ofSeconds(4).toNanos()));
    assertTrue(mayRead("a", 2 * Together.KEPT, Duration.ofSeconds(4).toNanos()));
    assertFalse(mayRead("a", Together.KEPT, Duration.ofSeconds(4).toNanos()));
    together.leave("b");
    assertTrue(mayRead("a", Together.KEPT, Duration.ofSeconds(4).toNanos()));
  }

  @Test
  void oneOfThemAlwaysReads() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      long first = random.nextInt(500_000);
      long second = random.nextInt(500_000);
      mayRead("a", first, round);
      boolean b = mayRead("b", second, round);
      assertTrue(b || mayRead("a", first, round));
    }
  }
}
