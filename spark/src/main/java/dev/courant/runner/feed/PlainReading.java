package dev.courant.runner.feed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.courant.runner.reading.IsoTime;
import dev.courant.runner.reading.ReadingParser;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads the plain form of a reading straight from its bytes: one JSON object of the known fields but {@code data},
 * without white space, escapes, nulls or exponents, its time in milliseconds and UTC. Whatever else it meets it leaves
 * to {@link ReadingParser}, which also says what is wrong; what both take they read as the same. Not thread-safe.
 */
final class PlainReading {
  private static final int SENSOR = 1;
  private static final int KIND = 2;
  private static final int VALUE = 4;
  private static final int UNIT = 8;
  private static final int EVENT_TIME = 16;
  private static final int NEEDED = SENSOR | VALUE | EVENT_TIME;

  /** As many decimal digits as every double holds exactly, so that one division rounds as {@code parseDouble} does. */
  private static final int MOST_DIGITS = 15;
  private static final double[] TENS = tens();

  /** The other parser refuses texts beyond a length of its own, which is further on. */
  private static final int MOST_BYTES = 1 << 20;

  /** {@code "2026-03-01T12:00:04.181Z"}, with its quotes. */
  private static final int TIME_LENGTH = 26;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Texts sensors = new Texts();
  private final Texts words = new Texts();

  private byte[] json;
  private int at;
  private int end;
  private UTF8String sensor;
  private UTF8String kind;
  private UTF8String unit;
  private double value;
  private long eventTime;

  /** Year to minute of the time that was read last, as two words of bytes: most readings of a batch share it. */
  private long minuteFirst;
  private long minuteSecond;
  private long minuteMicros = IsoTime.INVALID;

  private static double[] tens() {
    double[] tens = new double[MOST_DIGITS + 1];
    tens[0] = 1;
    for (int i = 1; i < tens.length; i++) {
      tens[i] = tens[i - 1] * 10;
    }
    return tens;
  }

  /**
   * Puts the reading into the row {@code columns.rows}, without counting it.
   *
   * @param recordMicros the record's own timestamp, microseconds since the epoch
   * @return false where it is left to the other parser; the row then holds nothing
   */
  boolean read(Slice text, long recordMicros, ReadingColumns columns) {
    if (text.length < 0 || text.length > MOST_BYTES) {
      return false;
    }
    json = text.bytes;
    at = text.start;
    end = text.start + text.length;
    if (!readObject() || ReadingParser.isFuture(eventTime, recordMicros)) {
      return false;
    }
    int row = columns.rows;
    columns.sensor[row] = sensor;
    columns.kind[row] = kind;
    columns.unit[row] = unit;
    columns.value[row] = value;
    columns.eventTime[row] = eventTime;
    return true;
  }

  /** Bytes of heap that the texts took which were new since the last call. */
  long takeNewBytes() {
    return sensors.takeNewBytes() + words.takeNewBytes();
  }

  private boolean readObject() {
    int seen = 0;
    kind = null;
    unit = null;
    if (!take('{')) {
      return false;
    }
    do {
      int field = name();
      if (field == 0 || (seen & field) != 0 || !readField(field)) {
        return false;
      }
      seen |= field;
    } while (take(','));
    return take('}') && at == end && (seen & NEEDED) == NEEDED;
  }

  private boolean take(char sign) {
    if (at < end && json[at] == sign) {
      at++;
      return true;
    }
    return false;
  }

  /** @return the field whose name and colon it went past; 0 for any other */
  private int name() {
    if (at + 1 >= end) {
      return 0;
    }
    return switch (json[at + 1]) {
      case 's' -> take("\"sensor\":") ? SENSOR : 0;
      case 'k' -> take("\"kind\":") ? KIND : 0;
      case 'v' -> take("\"value\":") ? VALUE : 0;
      case 'u' -> take("\"unit\":") ? UNIT : 0;
      case 'e' -> take("\"event_time\":") ? EVENT_TIME : 0;
      default -> 0;
    };
  }

  private boolean take(String signs) {
    if (at + signs.length() > end) {
      return false;
    }
    for (int i = 0; i < signs.length(); i++) {
      if (json[at + i] != signs.charAt(i)) {
        return false;
      }
    }
    at += signs.length();
    return true;
  }

  private boolean readField(int field) {
    return switch (field) {
      case SENSOR -> (sensor = text(sensors)) != null && sensor.numBytes() > 0;
      case KIND -> (kind = text(words)) != null;
      case UNIT -> (unit = text(words)) != null;
      case VALUE -> readNumber();
      default -> readTime();
    };
  }

  /** A string of ASCII without escapes; {@code null} for any other. */
  private UTF8String text(Texts known) {
    if (!take('"')) {
      return null;
    }
    int start = at;
    while (at < end && json[at] >= ' ' && json[at] != '\\' && json[at] != '"') {
      at++;
    }
    return take('"') ? known.of(json, start, at - 1) : null;
  }

  private boolean readNumber() {
    boolean isNegative = take('-');
    int first = at;
    long whole = digits(0);
    int digits = at - first;
    if (digits == 0 || digits > MOST_DIGITS || (digits > 1 && json[first] == '0')) {
      return false;
    }
    long all = whole;
    int decimals = 0;
    if (take('.')) {
      int dot = at;
      all = digits(whole);
      decimals = at - dot;
    }
    boolean isLeft = decimals == 0 && json[at - 1] == '.' || digits + decimals > MOST_DIGITS || (isNegative && all == 0);
    if (isLeft) {
      return false;
    }
    value = (isNegative ? -all : all) / TENS[decimals];
    return true;
  }

  private long digits(long before) {
    long number = before;
    while (at < end && json[at] >= '0' && json[at] <= '9') {
      number = number * 10 + (json[at++] - '0');
    }
    return number;
  }

  private boolean readTime() {
    boolean isPlain = at + TIME_LENGTH <= end
        && json[at] == '"' && json[at + 17] == ':' && json[at + 20] == '.' && json[at + 24] == 'Z' && json[at + 25] == '"';
    if (!isPlain || !readMinute()) {
      return false;
    }
    int second = two(at + 18);
    int milli = two(at + 21) * 10 + two(at + 22) % 10;
    boolean areDigits = isDigit(at + 18) && isDigit(at + 19) && isDigit(at + 21) && isDigit(at + 22) && isDigit(at + 23);
    if (!areDigits || second > 59) {
      return false;
    }
    eventTime = minuteMicros + second * 1_000_000L + milli * 1_000L;
    at += TIME_LENGTH;
    return true;
  }

  private boolean readMinute() {
    long first = (long) LONGS.get(json, at + 1);
    long second = (long) LONGS.get(json, at + 9);
    if (minuteMicros == IsoTime.INVALID || first != minuteFirst || second != minuteSecond) {
      minuteMicros = IsoTime.micros(new String(json, at + 1, 16, ISO_8859_1));
      minuteFirst = first;
      minuteSecond = second;
    }
    return minuteMicros != IsoTime.INVALID;
  }

  private int two(int place) {
    return (json[place] - '0') * 10 + (json[place + 1] - '0');
  }

  private boolean isDigit(int place) {
    return json[place] >= '0' && json[place] <= '9';
  }
}
