package dev.courant.runner.reading;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Random;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.types.variant.VariantBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingParserTest {
  private static final long WRITTEN = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli() * 1000;
  private static final String TIME = "\"event_time\":\"2026-03-01T11:59:59.500Z\"";

  private final ReadingParser<Variant> parser = new ReadingParser<>(json -> VariantBuilder.parseJson(json, true));

  private Reading<Variant> parse(String text) {
    return parser.parse(text.getBytes(UTF_8), WRITTEN);
  }

  private void assertReason(String reason, byte[] value) {
    Reading<Variant> reading = parser.parse(value, WRITTEN);
    assertFalse(reading.isValid());
    assertEquals(reason, reading.reason.word(), reading.detail);
    assertFalse(reading.detail.isBlank());
  }

  @Test
  void readsEveryField() {
    Reading<Variant> reading = parse("{\"sensor\":\"t-1\",\"kind\":\"temperature\",\"value\":21.5,\"unit\":\"Cel\"," + TIME + "}");
    assertTrue(reading.isValid());
    assertEquals("t-1", reading.sensor);
    assertEquals("temperature", reading.kind);
    assertEquals(21.5, reading.value());
    assertEquals("Cel", reading.unit);
    assertEquals(WRITTEN - 500_000, reading.eventMicros);
    assertNull(reading.data);
  }

  @Test
  void takesDataInsteadOfAValueAndIgnoresOtherFields() {
    Reading<Variant> reading = parse("{\"more\":{\"deep\":[1,2]},\"sensor\":\"t\",\"data\":{\"humidity\":3.5,\"x\":[1]}," + TIME + "}");
    assertTrue(reading.isValid());
    assertNull(reading.value());
    assertEquals("{\"humidity\":3.5,\"x\":[1]}", reading.data.toJson(java.time.ZoneOffset.UTC));
  }

  @Test
  void forgetsTheReadingBefore() {
    parse("{\"sensor\":\"t\",\"kind\":\"k\",\"unit\":\"u\",\"value\":1,\"data\":{}," + TIME + "}");
    Reading<Variant> reading = parse("{\"sensor\":\"t\",\"value\":2," + TIME + "}");
    assertNull(reading.kind);
    assertNull(reading.unit);
    assertNull(reading.data);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "not_json      | {\"sensor\":\"t\",\"value\":1",
    "not_json      | hello",
    "not_json      | {\"sensor\":\"t\",\"value\":1,@} trailing",
    "not_json      | {\"sensor\":\"t\",\"value\":1,@}{\"a\":1}",
    "not_json      | {'sensor':'t','value':1,@}",
    "not_json      | {\"sensor\":\"t\",\"value\":01,@}",
    "not_json      | {\"sensor\":\"t\",\"value\":1,@,}",
    "wrong_type    | [1,2]",
    "wrong_type    | 12",
    "wrong_type    | null",
    "wrong_type    | \"text\"",
    "missing_field | {}",
    "missing_field | {\"value\":1,@}",
    "missing_field | {\"sensor\":\"\",\"value\":1,@}",
    "missing_field | {\"sensor\":null,\"value\":1,@}",
    "missing_field | {\"sensor\":\"t\",\"value\":1}",
    "missing_field | {\"sensor\":\"t\",\"value\":1,\"event_time\":null}",
    "missing_field | {\"sensor\":\"t\",@}",
    "missing_field | {\"sensor\":\"t\",\"value\":null,@}",
    "wrong_type    | {\"sensor\":7,\"value\":1,@}",
    "wrong_type    | {\"sensor\":{\"a\":1},\"value\":1,@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":\"12\",@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":1e309,@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":-1e309,@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":NaN,@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":\"NaN\",@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":true,@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":[1],@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":1,\"kind\":3,@}",
    "wrong_type    | {\"sensor\":\"t\",\"data\":[1],@}",
    "wrong_type    | {\"sensor\":\"t\",\"data\":\"x\",@}",
    "wrong_type    | {\"sensor\":\"t\",\"value\":1,\"event_time\":1772366400000}",
    "bad_time      | {\"sensor\":\"t\",\"value\":1,\"event_time\":\"1772366400000\"}",
    "bad_time      | {\"sensor\":\"t\",\"value\":1,\"event_time\":\"yesterday\"}",
    "bad_time      | {\"sensor\":\"t\",\"value\":1,\"event_time\":\"2026-03-01\"}",
    "future_time   | {\"sensor\":\"t\",\"value\":1,\"event_time\":\"2026-03-01T13:00:00.001Z\"}",
    "future_time   | {\"sensor\":\"t\",\"value\":1,\"event_time\":\"9999-03-01T13:00:00Z\"}",
  })
  void saysWhyARecordIsNoReading(String reason, String text) {
    assertReason(reason, text.replace("@", TIME).getBytes(UTF_8));
  }

  @Test
  void refusesWhatIsEmptyOrNotUtf8() {
    assertReason("empty", null);
    assertReason("empty", new byte[0]);
    assertReason("empty", " \n\t".getBytes(UTF_8));
    String valid = "{\"sensor\":\"t\",\"value\":1," + TIME + "}";
    assertReason("not_json", valid.getBytes(UTF_16));
    assertReason("not_json", valid.getBytes(UTF_16LE));
    assertReason("not_json", ("\ufeff" + valid).getBytes(UTF_8));
    assertReason("not_json", new byte[] {'{', '"', 's', (byte) 0xff, '"', ':', '1', '}'});
    assertReason("not_json", new byte[] {0, 0, 0});
  }

  @Test
  void anHourAheadIsStillNow() {
    assertTrue(parse("{\"sensor\":\"t\",\"value\":1,\"event_time\":\"2026-03-01T13:00:00Z\"}").isValid());
  }

  @Test
  void strangeNamesPassUnharmed() {
    Reading<Variant> reading = parse("{\"sensor\":\"a\\\"b\\n\\u001b[31m<script>\",\"value\":1," + TIME + "}");
    assertEquals("a\"b\n\u001b[31m<script>", reading.sensor);
  }

  @Test
  void deepNestingIsADeadLetterAndNoCrash() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertReason("not_json", ("{\"sensor\":\"t\",\"data\":{\"a\":" + deep + "}," + TIME + "}").getBytes(UTF_8));
    assertReason("not_json", ("{\"x\":" + deep + "}").getBytes(UTF_8));
  }

  @Test
  void noBytesMakeItFail() {
    Random random = new Random(7);
    byte[] valid = ("{\"sensor\":\"t\",\"value\":1.5,\"data\":{\"a\":[1,{\"b\":null}]}," + TIME + "}").getBytes(UTF_8);
    for (int i = 0; i < 50_000; i++) {
      byte[] broken = valid.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      Reading<Variant> reading = parser.parse(broken, WRITTEN);
      assertTrue(reading.isValid() || !reading.detail.startsWith("the parser failed"), reading.detail);
    }
  }
}
