package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * A query's text to its parsed plan, if it is one SELECT. Spark's rule for queries is asked, not its rule for
 * statements: a CREATE, INSERT or SET would have had its effect as soon as Spark analyzed it.
 */
final class SelectParser {
  private static final Pattern END = Pattern.compile(";\\s*((--[^\\n]*|/\\*.*?\\*/)\\s*)*$", Pattern.DOTALL);
  private static final Pattern DELAY =
      Pattern.compile("\\bDELAY\\s+OF\\s+(?:INTERVAL\\s+)?(?:'([^']*)'|(\\S+))(?:\\s+(\\w+))?",
          Pattern.CASE_INSENSITIVE);
  private static final String HINT = "write one SELECT … FROM readings";

  private final ParserInterface parser;

  SelectParser(SparkSession spark) {
    parser = ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().sqlParser();
  }

  /** Carries a problem out of the depths of a check. */
  static final class Refused extends Exception {
    final transient Problem problem;

    Refused(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }
  }

  LogicalPlan parse(QueryFile query) throws Refused {
    String sql = END.matcher(query.sql()).replaceFirst("");
    try {
      return parser.parseQuery(sql);
    } catch (ParseException e) {
      throw new Refused(explain(query, sql, e));
    }
  }

  /** Parses what {@link #parse} has accepted before. */
  LogicalPlan again(QueryFile query) {
    try {
      return parse(query);
    } catch (Refused e) {
      throw new IllegalStateException(e);
    }
  }

  private Problem explain(QueryFile query, String sql, ParseException asQuery) {
    Optional<ParseException> asStatement = statementError(sql);
    if (asStatement.isEmpty()) {
      return Problem.inQuery(query.file(), line(sql, firstWord(sql)),
          "only a SELECT is accepted, this is " + word(sql), HINT);
    }
    if (isEmpty(sql)) {
      return Problem.inQuery(query.file(), 0, "the file has no statement", HINT);
    }
    int second = secondStatement(sql);
    if (second >= 0) {
      return Problem.inQuery(query.file(), line(sql, second), "the file has two statements", HINT);
    }
    return badDelay(query, sql).orElseGet(() -> SqlProblem.of(query, asStatement.get()));
  }

  private Optional<ParseException> statementError(String sql) {
    try {
      parser.parsePlan(sql);
      return Optional.empty();
    } catch (ParseException e) {
      return Optional.of(e);
    }
  }

  /** Where a statement begins that follows a complete one, or −1. */
  private int secondStatement(String sql) {
    for (int at = sql.indexOf(';'); at >= 0; at = sql.indexOf(';', at + 1)) {
      String first = sql.substring(0, at);
      if (!isEmpty(first) && statementError(first).isEmpty()) {
        return at + 1 + firstWord(sql.substring(at + 1));
      }
    }
    return -1;
  }

  /** Spark's own message points at the word behind the interval, often in another line. */
  private Optional<Problem> badDelay(QueryFile query, String sql) {
    Matcher delay = DELAY.matcher(sql);
    while (delay.find()) {
      String amount = delay.group(1) == null ? delay.group(2) : delay.group(1);
      String unit = delay.group(3) == null ? "" : delay.group(3);
      if (statementError("SELECT INTERVAL '" + amount + "' " + unit).isPresent()) {
        String text = amount.contains(" ") ? amount : amount + " " + unit;
        return Optional.of(SqlProblem.duration(query, line(sql, delay.start()), text.strip()));
      }
    }
    return Optional.empty();
  }

  private static boolean isEmpty(String sql) {
    return firstWord(sql) == sql.length();
  }

  private static String word(String sql) {
    return sql.substring(firstWord(sql)).split("\\W", 2)[0].toUpperCase(Locale.ROOT);
  }

  /** Position behind leading blanks and comments. */
  private static int firstWord(String sql) {
    Matcher blank = Pattern.compile("(\\s+|--[^\\n]*|/\\*.*?\\*/)*", Pattern.DOTALL).matcher(sql);
    return blank.lookingAt() ? blank.end() : 0;
  }

  private static int line(String sql, int position) {
    return 1 + (int) sql.substring(0, position).chars().filter(c -> c == '\n').count();
  }
}
