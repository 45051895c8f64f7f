package dev.courant.runner.query;

import dev.courant.runner.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;

/** What Spark says about a query, as one sentence with its line. */
public final class SqlProblem {
  private static final Pattern CONDITION = Pattern.compile("^\\s*\\[[A-Z0-9_.]+]\\s*");
  private static final Pattern TAIL = Pattern.compile("\\s*SQLSTATE: \\w+.*", Pattern.DOTALL);
  private static final String DURATION_HINT = "write a number and a unit, like ";

  private SqlProblem() {}

  static Problem of(QueryFile query, AnalysisException error) {
    int line = error.line().isDefined() ? (Integer) error.line().get() : 0;
    if ("CANNOT_PARSE_INTERVAL".equals(error.getCondition())) {
      String text = error.getMessageParameters().getOrDefault("intervalString", "").replace("'", "");
      return Problem.inQuery(query.file(), line, "\"" + text + "\" is not a duration", DURATION_HINT + "'5 seconds'");
    }
    return Problem.inQuery(query.file(), line, sentence(error.getMessage()), "edit the query");
  }

  /** The error for text that should have been a duration of a watermark. */
  static Problem duration(QueryFile query, int line, String text) {
    return Problem.inQuery(query.file(), line, "\"" + text + "\" is not a duration",
        DURATION_HINT + "INTERVAL 10 SECONDS");
  }

  /** The first sentence, without Spark's code, its position and the plan it prints. */
  public static String sentence(String message) {
    String plain = TAIL.matcher(CONDITION.matcher(message).replaceFirst("")).replaceFirst("");
    String line = plain.strip().lines().findFirst().orElse("Spark refuses the query").strip();
    Matcher end = Pattern.compile("\\.$").matcher(line);
    return end.replaceFirst("");
  }
}
