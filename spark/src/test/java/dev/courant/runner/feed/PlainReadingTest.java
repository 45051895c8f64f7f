package dev.courant.runner.feed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.reading.Reading;
import dev.courant.runner.reading.ReadingParser;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.types.variant.VariantBuilder;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plain parser takes, the careful one takes too, and reads as the same. */
class PlainReadingTest {
  private static final long WRITTEN = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli() * 1000;
  private static final String TIME = "\"event_time\":\"2026-03-01T11:59:59.500Z\"";
  private static final int RECORDS = 300_000;

  private static final List<String> STRINGS = List.of(
      "", "t-1", "site/a", "°C", "a\\\"b", "a\\u0041", "\\ud83d", "\u0001", "日本", "x".repeat(300), "}", ",\"value\":2", "null");
  private static final List<String> NUMBERS = List.of(
      "0", "-0", "-0.0", "1", "21.5", "-273.15", "1e5", "1E-7", "0.1", "0.30000000000000004", "123456789012345", "1234567890123456",
      "99999999999999999999", "0.000000000000001", "12345.678901234567", "01", ".5", "5.", "-", "+1", "NaN", "1e999", "null",
      "true", "\"1\"", "{}", "[1]", "999999999999999", "0.999999999999999", "123456.7");
  private static final List<String> TIMES = List.of(
      "2026-03-01T11:59:59.500Z", "2026-03-01T12:00:59.999Z", "2026-03-01T12:59:59.999Z", "2026-03-01T13:00:00.000Z",
      "2026-03-01T13:00:00.001Z", "2026-03-01T11:59:60.000Z", "2026-03-01T24:00:00.000Z", "2026-02-29T11:00:00.000Z",
      "2024-02-29T11:00:00.000Z", "2026-13-01T11:00:00.000Z", "2026-03-01t11:00:00.000Z", "2026-03-01T11:00:00.000z",
      "2026-03-01T11:00:00Z", "2026-03-01T11:00:00.0000Z", "2026-03-01T11:00:00.000+00:00", "2026-03-01 11:00:00.000Z",
      "2026-03-01T11:00:0a.000Z", "2026-03-01T11:00:00.0b0Z", "2026-03-01T11:60:00.000Z", "0000-01-01T00:00:00.000Z", "");
  private static final List<String> NAMES = List.of("sensor", "kind", "value", "unit", "event_time", "data", "more", "sensors", "s");

  private final PlainReading plain = new PlainReading();
  private final ReadingParser<Variant> careful =
      new ReadingParser<>(json -> VariantBuilder.parseJson(json, true));
  private final ReadingColumns columns = new ReadingColumns(16);

  private boolean isPlain(byte[] json) {
    Slice slice = new Slice();
    // Not at the beginning of its array, as in a batch.
    byte[] within = new byte[json.length + 7];
    System.arraycopy(json, 0, within, 5, json.length);
    slice.set(within, 5, json.length);
    return plain.read(slice, WRITTEN, columns);
  }

  private boolean isPlain(String json) {
    return isPlain(json.getBytes(UTF_8));
  }

  @Test
  void readsWhatTheGeneratorWrites() {
    assertTrue(isPlain("{\"sensor\":\"t-1\",\"kind\":\"temperature\",\"value\":-21.5,\"unit\":\"Cel\"," + TIME + "}"));
    assertEquals(UTF8String.fromString("t-1"), columns.sensor[0]);
    assertEquals(UTF8String.fromString("temperature"), columns.kind[0]);
    assertEquals(-21.5, columns.value[0]);
    assertEquals(UTF8String.fromString("Cel"), columns.unit[0]);
    assertEquals(WRITTEN - 500_000, columns.eventTime[0]);
  }

  @Test
  void forgetsTheReadingBefore() {
    assertTrue(isPlain("{\"sensor\":\"t\",\"kind\":\"k\",\"value\":1,\"unit\":\"u\"," + TIME + "}"));
    assertTrue(isPlain("{\"sensor\":\"t\",\"value\":2," + TIME + "}"));
    assertNull(columns.kind[0]);
    assertNull(columns.unit[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{\"sensor\":\"°C\",\"value\":1,@}", "{\"sensor\":\"t\",\"value\":1,@,\"data\":{}}", " {\"sensor\":\"t\",\"value\":1,@}",
    "{\"sensor\":\"t\",\"value\":-0,@}", "{\"sensor\":\"t\",\"value\":1e2,@}", "{\"sensor\":\"t\",\"value\":1234567890123456,@}",
    "{\"sensor\":\"\",\"value\":1,@}", "{\"sensor\":\"t\",\"value\":1,\"value\":1,@}", "{\"sensor\":\"t\",@}", "{}", "", "{"})
  void leavesEveryDoubt(String json) {
    assertFalse(isPlain(json.replace("@", TIME)), json);
  }

  @Test
  void readsWhateverItTakesAsTheCarefulParserDoes() {
    long seed = Long.getLong("seed", new Random().nextLong());
    Random random = new Random(seed);
    int taken = 0;
    for (int i = 0; i < RECORDS; i++) {
      byte[] json = record(random);
      if (isPlain(json)) {
        taken++;
        assertSame(json, "-Dseed=" + seed);
      }
    }
    // Otherwise nothing was compared.
    assertTrue(taken > RECORDS / 20, taken + " records taken");
  }

  private void assertSame(byte[] json, String seed) {
    String what = new String(json, ISO_8859_1) + " " + seed;
    Reading<Variant> reading = careful.parse(json, WRITTEN);
    assertTrue(reading.isValid(), what);
    assertEquals(UTF8String.fromString(reading.sensor()), columns.sensor[0], what);
    assertEquals(UTF8String.fromString(reading.kind()), columns.kind[0], what);
    assertEquals(UTF8String.fromString(reading.unit()), columns.unit[0], what);
    assertEquals(Double.doubleToRawLongBits(reading.value()), Double.doubleToRawLongBits(columns.value[0]), what);
    assertEquals(reading.eventMicros(), columns.eventTime[0], what);
    assertNull(reading.data(), what);
  }

  /** Mostly what a producer might write, often with one byte that is wrong. */
  private static byte[] record(Random random) {
    StringBuilder json = new StringBuilder("{");
    int fields = random.nextInt(4) == 0 ? random.nextInt(7) : 5;
    for (int i = 0; i < fields; i++) {
      String name = random.nextInt(8) == 0 ? pick(NAMES, random) : NAMES.get(i % 5);
      json.append(i == 0 ? "" : ",").append('"').append(name).append("\":").append(value(name, random));
    }
    byte[] bytes = json.append('}').toString().getBytes(UTF_8);
    for (int damage = random.nextInt(4); damage == 0 && bytes.length > 0; damage = random.nextInt(2)) {
      bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\"\\{}:,.-eZ0 ".charAt(random.nextInt(12)));
    }
    return bytes;
  }

  private static String value(String name, Random random) {
    boolean isUsual = random.nextInt(6) > 0;
    return switch (name) {
      case "value" -> isUsual ? number(random) : pick(NUMBERS, random);
      case "event_time" -> '"' + (isUsual ? TIMES.get(0) : pick(TIMES, random)) + '"';
      case "data" -> "{\"a\":1}";
      default -> isUsual ? "\"s" + random.nextInt(100) + '"' : '"' + pick(STRINGS, random) + '"';
    };
  }

  private static String number(Random random) {
    double number = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(9));
    return random.nextBoolean() ? String.valueOf(number) : String.format(java.util.Locale.ROOT, "%." + random.nextInt(10) + "f", number);
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
