package dev.courant.runner.report;

/**
 * One thing a user must change before the runner can start.
 *
 * @param file the query file, or {@code null} when an argument is wrong
 * @param line from 1; 0 when it is the file as a whole
 */
public record Problem(String code, String file, int line, String message, String hint) {
  public static final String QUERY_INVALID = "COURANT_QUERY_INVALID";
  public static final String QUERY_CHANGED = "COURANT_QUERY_CHANGED";
  public static final String USAGE = "COURANT_USAGE";

  public static Problem inQuery(String file, int line, String message, String hint) {
    return new Problem(QUERY_INVALID, file, line, message, hint);
  }
}
