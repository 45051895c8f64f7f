package dev.courant.runner.reading;

/** Fields of the reading in one record, or why it is none. One object serves all records of a task. @param <D> how an engine holds {@code data} */
public final class Reading<D> {
  String sensor;
  String kind;
  boolean hasValue;
  double value;
  String unit;
  String eventTime;
  /** Microseconds since the epoch. */
  long eventMicros;
  D data;
  Reason reason;
  /** One sentence for a person; {@code null} for a valid reading. */
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

  /** {@code null} when the reading carries only {@code data}. */
  public Double value() {
    return hasValue ? value : null;
  }

  public String sensor() {
    return sensor;
  }

  public String kind() {
    return kind;
  }

  public String unit() {
    return unit;
  }

  public long eventMicros() {
    return eventMicros;
  }

  public D data() {
    return data;
  }

  public Reason reason() {
    return reason;
  }

  /** One sentence for a person; {@code null} for a valid reading. */
  public String detail() {
    return detail;
  }
}
