package dev.courant.runner.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** Log lines as JSON objects, one a line. */
public final class Log {
  private Log() {}

  /** @param fields alternating names and values */
  public static void info(String event, Object... fields) {
    print(System.out, "info", event, fields);
  }

  public static void warn(String event, Object... fields) {
    print(System.out, "warn", event, fields);
  }

  public static void error(String event, Object... fields) {
    print(System.out, "error", event, fields);
  }

  /** The stack trace for a log line, without the hundreds of frames below ours. */
  public static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString().lines().limit(60).collect(Collectors.joining("\n"));
  }

  /** The last line of a runner that something unforeseen ended. */
  public static void runnerFailed(Throwable thrown) {
    error("runner_failed", "message", withRoot(thrown), "trace", trace(thrown));
  }

  /** What was thrown and, where it does not say that, what lies at its bottom. */
  static String withRoot(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    String message = String.valueOf(thrown.getMessage());
    return message.contains(String.valueOf(root.getMessage())) ? message : message + ": " + root.getMessage();
  }

  /** The line by which whoever started the runner learns why it did not start. */
  public static void startFailed(Problem problem) {
    print(System.err, "error", "start_failed",
        "code", problem.code(),
        "file", problem.file(),
        "line", problem.place().line() == 0 ? null : problem.place().line(),
        "column", problem.place().column() == 0 ? null : problem.place().column(),
        "message", problem.message(),
        "hint", problem.hint());
  }

  private static void print(PrintStream stream, String level, String event, Object... fields) {
    ObjectNode line = JsonNodeFactory.instance.objectNode()
        .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("level", level)
        .put("event", event);
    for (int i = 0; i < fields.length; i += 2) {
      line.putPOJO((String) fields[i], fields[i + 1]);
    }
    stream.println(line);
  }
}
