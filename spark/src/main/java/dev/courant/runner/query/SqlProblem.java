package dev.courant.runner.query;

import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.ExtendedAnalysisException;
import org.apache.spark.sql.catalyst.trees.Origin;
import scala.Option;

/** Spark's complaints about a query, as one sentence with its place, and what would help. */
public final class SqlProblem {
  private static final Pattern CONDITION = Pattern.compile("^\\s*\\[[A-Z0-9_.]+]\\s*");
  private static final Pattern TAIL = Pattern.compile("\\s*SQLSTATE: \\w+.*", Pattern.DOTALL);
  /** Where Spark goes on to advise; what it guesses and explains is worth keeping. */
  private static final Pattern ADVICE =
      Pattern.compile("\\.\\s+(?=(Verify|Correct|Please|You|If|Use|To|Consider|Add)\\b)");
  /** The function by which Spark would have the query go on. */
  private static final Pattern FUNCTION =
      Pattern.compile("\\b[Uu]se (?:the SQL function )?[`'\"]?(\\w+)(?:\\(\\))?[`'\"]? (?:to tolerate|instead)");
  private static final Pattern PLACE = Pattern.compile("\\(line (\\d+), position (\\d+)\\)");
  private static final Pattern END = Pattern.compile("[.;\\s]+$");
  private static final String DURATION_HINT = "write a number and a unit, like ";

  private SqlProblem() {}

  static Problem of(QueryFile query, AnalysisException error) {
    Map<String, String> values = error.getMessageParameters();
    return switch (String.valueOf(error.getCondition())) {
      case "CANNOT_PARSE_INTERVAL" -> duration(query, placeOf(error),
          values.getOrDefault("intervalString", "").replace("'", ""), DURATION_HINT + "'5 seconds'");
      case "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING" -> at(query, error,
          values.getOrDefault("windowFunc", "").split("\\(", 2)[0]
              + "() OVER (…) needs rows in an order, and those of a stream have none",
          "group by time instead: GROUP BY sensor, window(event_time, '10 seconds'), with first, last, min_by or max_by");
      case "INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY" -> at(query, error,
          "a subquery within an expression cannot read readings, which have no end", "use a JOIN, or write a constant");
      case "UNRESOLVED_ROUTINE" -> at(query, error,
          "there is no function " + values.get("routineName"), "see which there are: https://spark.apache.org/docs/latest/api/sql");
      case "INVALID_EXTRACT_BASE_FIELD_TYPE" -> at(query, error, sentence(error.getMessage()),
          "a column of a replayed file is read by try_variant_get(data, '$.humidity', 'double')");
      default -> at(query, error, sentence(error.getMessage()), hint(error));
    };
  }

  private static String hint(AnalysisException error) {
    String condition = String.valueOf(error.getCondition());
    if (condition.startsWith("UNRESOLVED_COLUMN")) {
      return "name a column of readings; those of a replayed file lie in data: try_variant_get(data, '$.humidity', 'double')";
    }
    return condition.equals("MISSING_GROUP_BY") ? "add GROUP BY" : function(error.getMessage()).orElse("edit the query");
  }

  /** Spark throws something else for some values that it cannot work with: it names no place. */
  static Problem ofValue(QueryFile query, RuntimeException error) {
    String message = sentence(error.getMessage());
    String hint = message.contains("greater than a month")
        ? "write the length in days, if they are what you mean: window(event_time, '30 days')"
        : "edit the query";
    return Problem.inQuery(query.file(), 0, message, hint);
  }

  static Problem at(QueryFile query, AnalysisException error, String message, String hint) {
    return Problem.inQuery(query.file(), placeOf(error), message, hint);
  }

  /** The error for text that should have been a duration of a watermark. */
  static Problem duration(QueryFile query, Place place, String text) {
    return duration(query, place, text, DURATION_HINT + "INTERVAL 10 SECONDS");
  }

  private static Problem duration(QueryFile query, Place place, String text, String hint) {
    return Problem.inQuery(query.file(), place, "\"" + text + "\" is not a duration", hint);
  }

  /** Where it names no place, that of the part of the plan that it complains of. */
  private static Place placeOf(AnalysisException error) {
    Optional<Origin> origin = error instanceof ExtendedAnalysisException extended && extended.plan().isDefined()
        ? Optional.of(extended.plan().get().origin())
        : Optional.empty();
    return error.line().isDefined() || origin.isEmpty()
        ? place(error.line(), error.startPosition())
        : place(origin.get().line(), origin.get().startPosition());
  }

  private static Place place(Option<Object> line, Option<Object> position) {
    return line.isEmpty()
        ? Place.NONE
        : new Place((Integer) line.get(), position.isEmpty() ? 0 : (Integer) position.get() + 1);
  }

  /** What is wrong, without Spark's code, advice, position and plan; lower case, no final period. */
  public static String sentence(String message) {
    String plain = TAIL.matcher(CONDITION.matcher(message).replaceFirst("")).replaceFirst("");
    String line = plain.strip().lines().findFirst().orElse("Spark gives no reason");
    String bare = END.matcher(ADVICE.split(line, 2)[0]).replaceFirst("");
    boolean isWord = bare.length() > 1 && !Character.isUpperCase(bare.charAt(1));
    return isWord ? Character.toLowerCase(bare.charAt(0)) + bare.substring(1) : bare;
  }

  /** Which function Spark advises; empty where it advises none. */
  public static Optional<String> function(String message) {
    Matcher function = FUNCTION.matcher(message);
    if (!function.find()) {
      return Optional.empty();
    }
    String name = function.group(1);
    return Optional.of("use " + name + (name.startsWith("try_") ? " in the query: it gives NULL there" : " instead"));
  }

  /** The file's place that a failure while it runs names; empty where it names none. */
  public static Optional<Place> placeIn(String message) {
    Matcher place = PLACE.matcher(message);
    return place.find()
        ? Optional.of(new Place(Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2))))
        : Optional.empty();
  }
}
