package dev.courant.runner.query;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.report.Problem;
import dev.courant.runner.query.SelectParser.Refused;
import dev.courant.runner.reading.ReadingsView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Lets a query through only if it is one SELECT that Spark can run as a stream; nothing of it is executed.
 *
 * @param view the stream that a query's {@code readings} stand for, with some of the columns
 * @param problems to which what is wrong is added
 */
public record QueryCheck(
    SparkSession spark,
    EventColumns columns,
    BiFunction<QueryFile, EventColumns, Dataset<Row>> view,
    List<Problem> problems) {
  /** @return those that can run; what is wrong with the others is said as a problem */
  public List<Query> accept(List<QueryFile> files) {
    List<Query> queries = new ArrayList<>();
    for (QueryFile file : files) {
      try {
        queries.add(Query.of(file, analyze(file)));
      } catch (Refused e) {
        problems.add(e.problem);
      } catch (AnalysisException e) {
        problems.add(SqlProblem.of(file, e));
      } catch (RuntimeException e) {
        if (!(e instanceof SparkThrowable)) {
          throw e;
        }
        problems.add(SqlProblem.ofValue(file, e));
      }
    }
    return queries;
  }

  /** @throws AnalysisException of which Scala, who throws it, does not tell the compiler */
  private LogicalPlan analyze(QueryFile file) throws Refused, AnalysisException {
    LogicalPlan parsed = new SelectParser(spark).parse(file);
    Dataset<Row> rows = rows(file, parsed);
    LogicalPlan plan = rows.queryExecution().analyzed();
    if (!rows.isStreaming()) {
      throw refused(file, "the query does not read from readings", "select FROM readings");
    }
    Optional<String> hint = WholeInput.hint(file, plan);
    if (hint.isPresent()) {
      throw refused(file, WholeInput.FAULT, hint.get());
    }
    try {
      StreamRefusal.check(plan, file.header().output());
    } catch (AnalysisException e) {
      throw new Refused(new StreamRefusal(file, plan).explain(e));
    }
    checkColumns(file, rows.columns());
    return plan;
  }

  private Dataset<Row> rows(QueryFile file, LogicalPlan parsed) {
    Dataset<Row> rows = over(columns, file, parsed);
    EventColumns used = columns.only(UsedColumns.of(PlanTree.inlined(rows.queryExecution().analyzed())));
    return used.equals(columns) ? rows : over(used, file, parsed);
  }

  private Dataset<Row> over(EventColumns some, QueryFile file, LogicalPlan parsed) {
    view.apply(file, some).createOrReplaceTempView(ReadingsView.NAME);
    return Query.dataset(spark, parsed);
  }

  /** Two fields of one name would make JSON that every reader understands differently. */
  private static void checkColumns(QueryFile file, String[] columns) throws Refused {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column.toLowerCase(Locale.ROOT))) {
        throw refused(file, "two columns are named \"" + column + "\"", "give one of them another name with AS");
      }
    }
  }

  private static Refused refused(QueryFile file, String message, String hint) {
    return new Refused(Problem.inQuery(file.file(), 0, message, hint));
  }
}
