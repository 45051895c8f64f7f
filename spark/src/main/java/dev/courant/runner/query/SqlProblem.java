package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;

/** Spark's complaints about a query, as one sentence with its line. */
public final class SqlProblem {
  private static final Pattern CONDITION = Pattern.compile("^\\s*\\[[A-Z0-9_.]+]\\s*");
  private static final Pattern TAIL = Pattern.compile("\\s*SQLSTATE: \\w+.*", Pattern.DOTALL);
  /** Where Spark goes on to advise; what it guesses and explains is worth keeping. */
  private static final Pattern ADVICE =
      Pattern.compile("\\.\\s+(?=(Verify|Correct|Please|You|If|Use|To|Consider)\\b)");
  private static final Pattern END = Pattern.compile("[.;\\s]+$");
  private static final String DURATION_HINT = "write a number and a unit, like ";

  private SqlProblem() {}

  static Problem of(QueryFile query, AnalysisException error) {
    int line = error.line().isDefined() ? (Integer) error.line().get() : 0;
    if ("CANNOT_PARSE_INTERVAL".equals(error.getCondition())) {
      String text = error.getMessageParameters().getOrDefault("intervalString", "").replace("'", "");
      return Problem.inQuery(
          query.file(), line, "\"" + text + "\" is not a duration", DURATION_HINT + "'5 seconds'");
    }
    return Problem.inQuery(query.file(), line, sentence(error.getMessage()), "edit the query");
  }

  /** The error for text that should have been a duration of a watermark. */
  static Problem duration(QueryFile query, int line, String text) {
    return Problem.inQuery(query.file(), line, "\"" + text + "\" is not a duration",
        DURATION_HINT + "INTERVAL 10 SECONDS");
  }

  /** What is wrong, without Spark's code, advice, position and plan; lower case, no final period. */
  public static String sentence(String message) {
    String plain = TAIL.matcher(CONDITION.matcher(message).replaceFirst("")).replaceFirst("");
    String line = plain.strip().lines().findFirst().orElse("Spark gives no reason");
    String bare = END.matcher(ADVICE.split(line, 2)[0]).replaceFirst("");
    boolean isWord = bare.length() > 1 && !Character.isUpperCase(bare.charAt(1));
    return isWord ? Character.toLowerCase(bare.charAt(0)) + bare.substring(1) : bare;
  }
}
