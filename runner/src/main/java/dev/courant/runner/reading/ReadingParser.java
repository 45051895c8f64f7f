package dev.courant.runner.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Bytes of a record to a {@link Reading}, the same for every engine. Written on Jackson's token stream because Spark's
 * own {@code from_json} lets four kinds of broken records through (no value, a missing field, text after the object, a numeric time)
 * and says of none what is wrong. Not thread-safe: one a task.
 */
public final class ReadingParser<D> {
  /** How far ahead of its record an event time may lie: a single one further on would close every open window. */
  private static final long FUTURE_MICROS = 3_600_000_000L;

  private static final JsonFactory JSON = new JsonFactory();
  private final Reading<D> reading = new Reading<>();
  private final DataReader<D> dataReader;

  /** What an engine makes of {@code data}. */
  @FunctionalInterface
  public interface DataReader<D> {
    /**
     * @param json at the object's beginning; it is left at its end
     * @throws RuntimeException when the object does not fit
     */
    D read(JsonParser json) throws IOException;
  }

  public ReadingParser(DataReader<D> dataReader) {
    this.dataReader = dataReader;
  }

  /**
   * @param value the record's value, may be {@code null}
   * @param recordMicros the record's own timestamp, microseconds since the epoch
   * @return valid until the next call
   */
  public Reading<D> parse(byte[] value, long recordMicros) {
    reading.clear();
    if (isBlank(value)) {
      reading.refuse(Reason.EMPTY, "the record has no value");
      return reading;
    }
    try (JsonParser json = open(value)) {
      readObject(json);
      check(recordMicros);
    } catch (IOException e) {
      refuseUnreadable(e);
    } catch (RuntimeException e) {
      // A defect of ours or of Jackson: one record must not stop the query, which would meet it again for ever.
      reading.reason = null;
      reading.refuse(Reason.NOT_JSON, "the parser failed: " + e);
    }
    return reading;
  }

  /** Whether an event lies too far ahead of its record; both in microseconds since the epoch. */
  public static boolean isFuture(long eventMicros, long recordMicros) {
    return eventMicros - FUTURE_MICROS > recordMicros;
  }

  private static boolean isBlank(byte[] value) {
    return value == null || firstInk(value) == value.length;
  }

  private static int firstInk(byte[] value) {
    int at = 0;
    while (at < value.length
        && (value[at] == ' ' || value[at] == '\n' || value[at] == '\r' || value[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** Jackson would read UTF-16 and a byte order mark too; a reading is plain UTF-8, and so the checkers see it. */
  private static JsonParser open(byte[] value) throws IOException {
    int first = firstInk(value);
    boolean isWide = value.length > first + 1 && (value[first] == 0 || value[first + 1] == 0);
    if (isWide || (value[first] & 0xff) > 0x7f) {
      throw new JsonParseException(null, "the value is not UTF-8 text");
    }
    return JSON.createParser(value);
  }

  private void readObject(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      reading.refuse(Reason.WRONG_TYPE, "the value is JSON, but no object");
    } else {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        readField(name, json);
      }
    }
    if (json.nextToken() != null) {
      throw new JsonParseException(json, "there is text after the JSON object");
    }
  }

  private void readField(String name, JsonParser json) throws IOException {
    switch (name) {
      case "sensor" -> reading.sensor = text(name, json);
      case "kind" -> reading.kind = text(name, json);
      case "value" -> readValue(json);
      case "unit" -> reading.unit = text(name, json);
      case "event_time" -> reading.eventTime = text(name, json);
      case "data" -> readData(json);
      default -> json.skipChildren();
    }
  }

  private String text(String name, JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    if (token != JsonToken.VALUE_NULL) {
      json.skipChildren();
      reading.refuse(Reason.WRONG_TYPE, name + " is " + kindOf(token) + ", not a string");
    }
    return null;
  }

  private void readValue(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    reading.hasValue = token.isNumeric();
    if (token.isNumeric()) {
      reading.value = json.getDoubleValue();
      if (Double.isInfinite(reading.value)) {
        reading.refuse(Reason.WRONG_TYPE, "value " + shortened(json.getText()) + " is too large for a number");
      }
    } else if (token != JsonToken.VALUE_NULL) {
      json.skipChildren();
      reading.refuse(Reason.WRONG_TYPE, "value is " + kindOf(token) + ", not a number");
    }
  }

  private void readData(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      try {
        reading.data = dataReader.read(json);
      } catch (IOException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new JsonParseException(json, "data does not fit a variant of 16 MiB");
      }
    } else if (token != JsonToken.VALUE_NULL) {
      json.skipChildren();
      reading.refuse(Reason.WRONG_TYPE, "data is " + kindOf(token) + ", not an object");
    }
  }

  private void check(long recordMicros) {
    requireText("sensor", reading.sensor);
    requireText("event_time", reading.eventTime);
    if (!reading.hasValue && reading.data == null) {
      reading.refuse(Reason.MISSING_FIELD, "there is neither value nor data");
    }
    if (reading.isValid()) {
      checkTime(recordMicros);
    }
  }

  private void requireText(String name, String text) {
    if (text == null || text.isEmpty()) {
      reading.refuse(Reason.MISSING_FIELD, name + (text == null ? " is missing" : " is empty"));
    }
  }

  private void checkTime(long recordMicros) {
    reading.eventMicros = IsoTime.micros(reading.eventTime);
    if (reading.eventMicros == IsoTime.INVALID) {
      refuseTime(Reason.BAD_TIME, "is not an ISO 8601 date and time");
    } else if (isFuture(reading.eventMicros, recordMicros)) {
      refuseTime(Reason.FUTURE_TIME, "is more than an hour after the record was written");
    }
  }

  private void refuseTime(Reason reason, String why) {
    reading.refuse(reason, "event_time \"" + shortened(reading.eventTime) + "\" " + why);
  }

  /** A bare NaN is no JSON, but its writer meant a number: that is the more useful word. */
  private void refuseUnreadable(IOException e) {
    String message = e instanceof JsonProcessingException p ? p.getOriginalMessage() : e.getMessage();
    reading.reason = null;
    if (message.startsWith("Non-standard token")) {
      reading.refuse(Reason.WRONG_TYPE, "NaN and Infinity are no JSON numbers");
    } else {
      reading.refuse(Reason.NOT_JSON, shortened(message));
    }
  }

  private static String kindOf(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      default -> "a number";
    };
  }

  private static String shortened(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "…";
  }
}
