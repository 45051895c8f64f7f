package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import dev.courant.runner.query.SelectParser.Refused;
import dev.courant.runner.reading.ReadingsView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.streaming.InternalOutputModes;

/** Lets a query through only if it is one SELECT that Spark can run as a stream; nothing of it is executed. */
public final class QueryCheck {
  private final SparkSession spark;
  private final SelectParser parser;
  private final Function<QueryFile, Dataset<Row>> view;
  private final List<Problem> problems = new ArrayList<>();

  /** @param view the stream that a query's {@code readings} stand for */
  public QueryCheck(SparkSession spark, Function<QueryFile, Dataset<Row>> view) {
    this.spark = spark;
    this.parser = new SelectParser(spark);
    this.view = view;
  }

  public List<Problem> problems() {
    return problems;
  }

  /** @return those that can run; what is wrong with the others is in {@link #problems()} */
  public List<Query> accept(List<QueryFile> files) {
    List<Query> queries = new ArrayList<>();
    for (QueryFile file : files) {
      try {
        queries.add(Query.of(file, analyze(file)));
      } catch (Refused e) {
        problems.add(e.problem);
      } catch (AnalysisException e) {
        problems.add(SqlProblem.of(file, e));
      }
    }
    return queries;
  }

  private LogicalPlan analyze(QueryFile file) throws Refused, AnalysisException {
    LogicalPlan parsed = parser.parse(file);
    view.apply(file).createOrReplaceTempView(ReadingsView.NAME);
    Dataset<Row> rows = analyzed(parsed);
    LogicalPlan plan = rows.queryExecution().analyzed();
    if (!rows.isStreaming()) {
      throw refused(file, "the query does not read from readings", "select FROM readings");
    }
    UnsupportedOperationChecker.checkForStreaming(plan, InternalOutputModes.apply(file.header().output()));
    checkColumns(file, rows.columns());
    return plan;
  }

  /** Says to the compiler what Scala does not: that analysis throws a checked exception. */
  private Dataset<Row> analyzed(LogicalPlan parsed) throws AnalysisException {
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) spark, parsed);
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
