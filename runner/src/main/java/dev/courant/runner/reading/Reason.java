package dev.courant.runner.reading;

import java.util.Locale;

/** Why a record of the input topic is no reading; the lower-case name is the dead letter's header. */
public enum Reason {
  EMPTY,
  NOT_JSON,
  MISSING_FIELD,
  WRONG_TYPE,
  BAD_TIME,
  FUTURE_TIME;

  /** The word that travels in the header {@code reason}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
