package dev.courant.runner.progress;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the progress records spell them: UTC with exactly three decimals. */
final class IsoText {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private IsoText() {}

  static String of(Instant time) {
    return time == null ? null : FORMAT.format(time);
  }

  static Instant parse(JsonNode text) {
    return text == null || text.isNull() ? null : Instant.parse(text.asText());
  }
}
