package dev.courant.runner.reading;

import org.apache.spark.types.variant.Variant;

/** What the parser found in one record: either the fields of a reading, or why it is none. Reused a record. */
public final class Reading {
  String sensor;
  String kind;
  boolean hasValue;
  double value;
  String unit;
  String eventTime;
  long eventMicros;
  Variant data;
  Reason reason;
  String detail;

  void clear() {
    sensor = null;
    kind = null;
    hasValue = false;
    unit = null;
    eventTime = null;
    eventMicros = IsoTime.INVALID;
    data = null;
    reason = null;
    detail = null;
  }

  /** Keeps the first problem found: it is the one a reader of the record meets first. */
  void refuse(Reason why, String sentence) {
    if (reason == null) {
      reason = why;
      detail = sentence;
    }
  }

  public boolean isValid() {
    return reason == null;
  }

  public Reason reason() {
    return reason;
  }

  /** One sentence for a person; {@code null} for a valid reading. */
  public String detail() {
    return detail;
  }

  public String sensor() {
    return sensor;
  }

  public String kind() {
    return kind;
  }

  /** {@code null} when the reading carries only {@code data}. */
  public Double value() {
    return hasValue ? value : null;
  }

  public String unit() {
    return unit;
  }

  /** Microseconds since the epoch. */
  public long eventMicros() {
    return eventMicros;
  }

  public Variant data() {
    return data;
  }
}
