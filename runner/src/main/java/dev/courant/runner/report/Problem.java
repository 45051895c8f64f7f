package dev.courant.runner.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * One thing a user must change before the runner can start.
 *
 * @param file the query file, or {@code null} when an argument is wrong
 */
public record Problem(String code, String file, @JsonUnwrapped Place place, String message, String hint) {
  public static final String QUERY_INVALID = "COURANT_QUERY_INVALID";
  public static final String QUERY_CHANGED = "COURANT_QUERY_CHANGED";
  public static final String USAGE = "COURANT_USAGE";

  public Problem(String code, String file, int line, String message, String hint) {
    this(code, file, new Place(line, 0), message, hint);
  }

  public static Problem inQuery(String file, Place place, String message, String hint) {
    return new Problem(QUERY_INVALID, file, place, message, hint);
  }

  public static Problem inQuery(String file, int line, String message, String hint) {
    return inQuery(file, new Place(line, 0), message, hint);
  }

  public int line() {
    return place.line();
  }
}
