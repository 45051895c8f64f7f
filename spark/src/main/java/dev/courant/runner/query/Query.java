package dev.courant.runner.query;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** A query that Spark accepted: its analyzed plan over one view {@code readings}, and what follows from it. */
public record Query(QueryFile file, LogicalPlan analyzed, PlanKind kind, Fingerprint fingerprint) {
  /** Name under which the rows that reach the aggregation are observed. */
  public static final String OBSERVED = "courant_aggregated";

  static Query of(QueryFile file, LogicalPlan analyzed) {
    String output = file.header().output();
    return new Query(file, analyzed, classify(analyzed, output), Fingerprint.of(analyzed, output));
  }

  public String name() {
    return file.name();
  }

  public List<String> columns() {
    return List.of(analyzed.schema().fieldNames());
  }

  public boolean hasWatermark() {
    return PlanTree.written(analyzed).stream().anyMatch(EventTimeWatermark.class::isInstance);
  }

  /** In complete mode Spark keeps all state for ever and no row is too late. */
  public boolean dropsLate() {
    return hasWatermark() && !file.header().output().equals("complete");
  }

  private static PlanKind classify(LogicalPlan analyzed, String output) {
    List<LogicalPlan> nodes = PlanTree.written(analyzed);
    List<LogicalPlan> special =
        nodes.stream().filter(node -> !isPlain(node) || node instanceof Generate).toList();
    if (PlanTree.timesRead(analyzed) != 1) {
      return new PlanKind.Other("it reads readings more than once");
    }
    if (special.isEmpty()) {
      return new PlanKind.Stateless();
    }
    if (special.size() > 1 || !(special.get(0) instanceof Aggregate aggregate)) {
      return new PlanKind.Other("a reading may make several rows or share one: " + names(special));
    }
    return output.equals("append")
        ? new PlanKind.Other("output=append writes a window when it closes: open ones are not in the output yet")
        : new WindowPlan(nodes, aggregate).classify();
  }

  /** Each of its rows comes from one row below it. */
  private static boolean isPlain(LogicalPlan node) {
    return node instanceof Project
        || node instanceof Filter
        || node instanceof Generate
        || node instanceof EventTimeWatermark;
  }

  private static String names(List<LogicalPlan> nodes) {
    return String.join(", ", nodes.stream().map(LogicalPlan::nodeName).distinct().toList());
  }

  /**
   * The query's rows as {@link OutputRows}. A windowed one counts below the aggregation what its conditions let
   * through; one without state carries where each row comes from.
   */
  public Dataset<Row> rows(SparkSession spark) {
    return OutputRows.of(dataset(spark, prepared(spark)));
  }

  private LogicalPlan prepared(SparkSession spark) {
    if (kind instanceof PlanKind.Window) {
      return counted(spark, analyzed);
    }
    return PlanTree.written(analyzed).stream().allMatch(Query::isPlain) ? RowOrigin.carry(spark, analyzed) : analyzed;
  }

  /**
   * The readings that the query's conditions let through: the input of the aggregation, or the rows of a query
   * without one.
   */
  public Dataset<Row> passed(SparkSession spark) {
    return dataset(spark, PlanTree.written(analyzed).stream()
        .filter(Aggregate.class::isInstance)
        .map(node -> ((Aggregate) node).child())
        .findFirst()
        .orElse(analyzed));
  }

  /** The same query over other readings, which the view {@code readings} of the session stands for. */
  public Query over(SparkSession spark) {
    LogicalPlan parsed = new SelectParser(spark).again(file);
    return new Query(file, dataset(spark, parsed).queryExecution().analyzed(), kind, fingerprint);
  }

  private static LogicalPlan counted(SparkSession spark, LogicalPlan plan) {
    LogicalPlan child = PlanTree.children(plan).get(0);
    LogicalPlan below = plan instanceof Aggregate
        ? dataset(spark, child).observe(OBSERVED, count(lit(1)).as("rows")).queryExecution().analyzed()
        : counted(spark, child);
    return PlanTree.over(plan, below);
  }

  static org.apache.spark.sql.classic.Dataset<Row> dataset(SparkSession spark, LogicalPlan plan) {
    return org.apache.spark.sql.classic.Dataset.ofRows((org.apache.spark.sql.classic.SparkSession) spark, plan);
  }
}
