package dev.courant.runner.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00.123Z, 2026-03-01T12:00:00.123Z",
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00Z, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.1234567Z, 2026-03-01T12:00:00.123456Z",
    "2026-03-01T14:00:00+02:00, 2026-03-01T12:00:00Z",
    "2026-03-01T14:00:00+0200, 2026-03-01T12:00:00Z",
    "2026-03-01T10:30:00-01:30, 2026-03-01T12:00:00Z",
    "2026-03-01T14:00:00+02, 2026-03-01T12:00:00Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
  })
  void readsIso8601(String text, Instant expected) {
    assertEquals(ChronoUnit.MICROS.between(Instant.EPOCH, expected), IsoTime.micros(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "yesterday", "2026-03-01", "12:00:00", "2026-03-01 12:00:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2025-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
    "2026-03-01T12:00:61Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00ZZ", "2026-03-01T12:00:00+", "1772366400000",
    "2026-03-01T12:00:00+2", "2026-03-01T12:00:00+02:", "2026-03-01T12", "-026-03-01T12:00:00Z"
  })
  void refusesTheRest(String text) {
    assertEquals(IsoTime.INVALID, IsoTime.micros(text));
  }

  @Test
  void agreesWithJavaTime() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochMilli((long) (random.nextDouble() * 8e12 - 2e12));
      assertEquals(time.toEpochMilli() * 1000, IsoTime.micros(time.toString()), time.toString());
      String shifted = time.atOffset(java.time.ZoneOffset.ofHoursMinutes(5, 30)).toString();
      assertEquals(OffsetDateTime.parse(shifted).toInstant().toEpochMilli() * 1000, IsoTime.micros(shifted), shifted);
    }
  }
}
