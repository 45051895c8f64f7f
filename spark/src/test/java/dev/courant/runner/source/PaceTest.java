package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static long ms(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  /** A batch from the beginning of time on. */
  private static Pace after(Long leastMs, long tookMs) {
    Pace pace = new Pace(leastMs == null ? null : Duration.ofMillis(leastMs));
    pace.began(0);
    pace.ended(ms(tookMs));
    return pace;
  }

  @Test
  void theFirstBatchBeginsWithTheFirstRecord() {
    Pace pace = new Pace(Duration.ofHours(1));
    assertFalse(pace.begins(0, 0));
    assertTrue(pace.begins(0, 1));
  }

  @ParameterizedTest
  @CsvSource({
    // least, took, pause in ms
    ",1,100", ",30,150", ",100,500", ",5000,1000",
    "0,1,5", "50,1,50", "300,100,500", "5000,1,5000", "5000,9000,5000",
  })
  void thePauseIsFiveTimesTheLastBatchWithinBounds(Long least, long took, long pause) {
    Pace pace = after(least, took);
    assertFalse(pace.begins(ms(pause) - 1, 1));
    assertTrue(pace.begins(ms(pause), 1));
  }

  @ParameterizedTest
  @CsvSource({",0", "0,0", "50,50", "5000,5000"})
  void muchThatWaitsIsReadAtOnceButForTheLeastPause(Long least, long pause) {
    Pace pace = after(least, 200);
    assertTrue(pace.begins(ms(pause), Pace.MUCH));
    assertFalse(pace.begins(ms(pause) - 1, Pace.MUCH));
    assertFalse(pace.begins(ms(pause), Pace.MUCH - 1) && pause < 1_000);
  }

  @Test
  void whatIsIdleAfterABatchDoesNotMakeItLonger() {
    Pace pace = after(null, 20);
    pace.ended(ms(400));
    pace.ended(ms(800));
    assertEquals(ms(100), pace.left(0, 1));
  }

  @Test
  void aSecondSourceGoesWithTheFirst() {
    Pace pace = after(null, 20);
    assertFalse(pace.joins(ms(50)));
    pace.began(ms(120));
    assertTrue(pace.joins(ms(121)));
    pace.ended(ms(140));
    assertFalse(pace.joins(ms(141)));
    assertTrue(pace.joins(ms(220)));
  }

  /** Whatever batches take and whenever records come, none waits longer than the longest pause, none is too early. */
  @Test
  void noRecordWaitsLongerThanTheLongestPause() {
    Random random = new Random(12);
    for (int round = 0; round < 2_000; round++) {
      Long least = random.nextBoolean() ? null : (long) random.nextInt(3_000);
      Pace pace = new Pace(least == null ? null : Duration.ofMillis(least));
      long now = random.nextLong();
      for (int batch = 0; batch < 20; batch++) {
        long began = now;
        pace.began(began);
        now += ms(random.nextInt(4_000));
        pace.ended(now);
        now += ms(random.nextInt(100));
        long waiting = 1 + random.nextInt((int) Pace.MUCH * 2);
        long begins = now + Math.max(0, pace.left(now, waiting));
        assertTrue(pace.begins(begins, waiting));
        assertTrue(begins - began >= (least == null ? 0 : ms(least)));
        assertTrue(begins - now <= Math.max(ms(1_000), least == null ? 0 : ms(least)));
        now = begins;
      }
    }
  }
}
