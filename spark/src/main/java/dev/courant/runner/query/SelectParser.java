package dev.courant.runner.query;

import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * A query's text to its parsed plan, if it is one SELECT. Spark's rule for queries is asked, not its rule for
 * statements: a CREATE, INSERT or SET would have had its effect as soon as Spark analyzed it.
 */
final class SelectParser {
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
    SqlText sql = new SqlText(query.sql());
    if (sql.isCut()) {
      Comment comment = sql.comments().get(sql.comments().size() - 1);
      throw new Refused(
          Problem.inQuery(query.file(), comment.place(), "the comment that begins here has no end", "end it by */"));
    }
    if (sql.words().isEmpty()) {
      throw new Refused(Problem.inQuery(query.file(), Place.NONE, "the file has no statement", HINT));
    }
    try {
      return parser.parseQuery(sql.statement());
    } catch (ParseException e) {
      throw new Refused(explain(query, sql));
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

  private Problem explain(QueryFile query, SqlText sql) {
    Optional<ParseException> asStatement = statementError(sql.statement());
    List<List<Token>> statements = sql.statements();
    if (asStatement.isEmpty()) {
      Token first = sql.words().get(0);
      return Problem.inQuery(query.file(), placeOf(first),
          "only a SELECT is accepted, this is " + first.getText().toUpperCase(Locale.ROOT), HINT);
    }
    if (statements.size() > 1) {
      return Problem.inQuery(query.file(), placeOf(statements.get(1).get(0)), "the file has two statements", HINT);
    }
    return badDelay(query, sql.words()).orElseGet(() -> SqlProblem.of(query, asStatement.get()));
  }

  private Optional<ParseException> statementError(String sql) {
    try {
      parser.parsePlan(sql);
      return Optional.empty();
    } catch (ParseException e) {
      return Optional.of(e);
    }
  }

  /** Spark's own message points at the word behind the interval, often in another line. */
  private Optional<Problem> badDelay(QueryFile query, List<Token> words) {
    for (int at = 0; at + 2 < words.size(); at++) {
      if (words.get(at).getType() == SqlBaseLexer.DELAY && words.get(at + 1).getType() == SqlBaseLexer.OF) {
        int amount = words.get(at + 2).getType() == SqlBaseLexer.INTERVAL ? at + 3 : at + 2;
        String text = duration(words, amount);
        if (!text.isEmpty() && !isDuration(text)) {
          return Optional.of(SqlProblem.duration(query, placeOf(words.get(at)), text));
        }
      }
    }
    return Optional.empty();
  }

  /** {@code '10 minutes'}, or {@code 10 minutes} where only the number is in quotes, or nothing. */
  private static String duration(List<Token> words, int at) {
    String amount = at < words.size() ? words.get(at).getText().replaceAll("^['\"]|['\"]$", "") : "";
    return amount.contains(" ") || at + 1 >= words.size() ? amount : amount + " " + words.get(at + 1).getText();
  }

  private boolean isDuration(String text) {
    return statementError("SELECT INTERVAL '" + text.replace("'", "") + "'").isEmpty();
  }

  private static Place placeOf(Token token) {
    return new Place(token.getLine(), token.getCharPositionInLine() + 1);
  }
}
