package dev.courant.runner.reading;

/**
 * ISO 8601 date-times as microseconds since the epoch. Written by hand because it runs once a record:
 * {@code java.time} allocates a dozen objects for each.
 */
public final class IsoTime {
  /** Returned for text that is no date-time; lies outside what Spark's timestamps can hold. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final long MICROS = 1_000_000L;
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final String text;
  private int at;
  private boolean broken;

  private IsoTime(String text) {
    this.text = text;
  }

  /**
   * {@code 2026-03-01T12:00:00Z}: seconds and their fraction may be absent (digits after the sixth are cut),
   * the zone is {@code Z}, {@code ±hh:mm}, {@code ±hhmm}, {@code ±hh}, or absent, which means UTC.
   *
   * @return microseconds since the epoch, or {@link #INVALID}
   */
  public static long micros(String text) {
    IsoTime time = new IsoTime(text);
    long micros = time.date() * 86_400L * MICROS;
    time.expect('T', 't');
    micros += time.clock();
    micros -= time.zone() * 60L * MICROS;
    return time.broken || time.at != text.length() ? INVALID : micros;
  }

  private long date() {
    int year = number(4);
    expect('-', '-');
    int month = number(2);
    expect('-', '-');
    int day = number(2);
    broken |= month < 1 || month > 12 || day < 1;
    broken = broken || day > DAYS[month - 1] || (month == 2 && day == 29 && !isLeap(year));
    return broken ? 0 : epochDay(year, month, day);
  }

  private long clock() {
    int hour = number(2);
    expect(':', ':');
    int minute = number(2);
    int second = 0;
    long fraction = 0;
    if (peek() == ':') {
      at++;
      second = number(2);
      fraction = peek() == '.' || peek() == ',' ? fraction() : 0;
    }
    broken |= hour > 23 || minute > 59 || second > 59;
    return ((hour * 60L + minute) * 60L + second) * MICROS + fraction;
  }

  private long fraction() {
    int start = ++at;
    long micros = 0;
    for (long unit = MICROS / 10; isDigit(peek()); unit /= 10) {
      micros += (text.charAt(at++) - '0') * unit;
    }
    broken |= at == start;
    return micros;
  }

  /** Minutes east of UTC. */
  private int zone() {
    char sign = peek();
    if (sign == 'Z' || sign == 'z') {
      at++;
      return 0;
    }
    if (sign != '+' && sign != '-') {
      return 0;
    }
    at++;
    int hours = number(2);
    boolean hasColon = peek() == ':';
    at += hasColon ? 1 : 0;
    int minutes = hasColon || isDigit(peek()) ? number(2) : 0;
    broken |= hours > 18 || minutes > 59;
    return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  }

  private int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      char digit = peek();
      broken |= !isDigit(digit);
      value = value * 10 + (digit - '0');
      at++;
    }
    return value;
  }

  private void expect(char one, char other) {
    broken |= peek() != one && peek() != other;
    at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Days since 1970-01-01 in the proleptic Gregorian calendar (Fliegel and Van Flandern's counting of months). */
  private static long epochDay(int year, int month, int day) {
    int shifted = month > 2 ? year : year - 1;
    int monthFromMarch = month > 2 ? month - 3 : month + 9;
    long leaps = shifted / 4 - shifted / 100 + shifted / 400;
    return 365L * shifted + leaps + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468L;
  }
}
