package dev.courant.runner.query;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.courant.runner.source.Passed;
import dev.courant.runner.source.ReadCounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.ExpressionUtils;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** A query that Spark accepted: its analyzed plan over one view {@code readings}, and what follows from it. */
public record Query(QueryFile file, LogicalPlan analyzed, PlanKind kind, Fingerprint fingerprint) {
  /** A name that no query selects by accident. */
  private static final String PASSED = "courant passed";

  static Query of(QueryFile file, LogicalPlan written) {
    String output = file.header().output();
    LogicalPlan analyzed = plain(written);
    return new Query(file, analyzed, classify(analyzed, output), Fingerprint.of(analyzed, output));
  }

  /** Named subqueries are the query's own projections and conditions. */
  private static LogicalPlan plain(LogicalPlan written) {
    return BatchClock.steady(PlanTree.inlined(written));
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
    boolean hasDelay = kind instanceof PlanKind.Window window ? window.watermarkDelayMs() != null : hasWatermark();
    return hasDelay && !file.header().output().equals("complete");
  }

  /** How its rows follow each other: where Spark keeps no state, none is ever written over. */
  public String output() {
    return fingerprint.state().startsWith(Fingerprint.STATELESS) ? "append" : file.header().output();
  }

  /** Whether it is known of each reading whether it was late. */
  public boolean tellsLate() {
    return !(kind instanceof PlanKind.Other) || !dropsLate();
  }

  /** Whether its rows depend on the instant at which their batch began. */
  public boolean readsClock() {
    return BatchClock.isRead(analyzed);
  }

  /** For each reading of the view, from the first on, which of Spark's sources it is. */
  public List<Integer> sources() {
    return PlanTree.sources(analyzed);
  }

  /** Whether the row of a batch that is run again is known as the same one. */
  public boolean tellsRepeatedRows() {
    return RowIdentity.whyNot(analyzed).isEmpty();
  }

  private static PlanKind classify(LogicalPlan analyzed, String output) {
    List<LogicalPlan> nodes = PlanTree.written(analyzed);
    List<LogicalPlan> special = nodes.stream().filter(node -> !isOneToOne(node)).toList();
    Optional<String> unknown = RowIdentity.whyNot(analyzed);
    if (unknown.isPresent()) {
      return new PlanKind.Other("a repeated row cannot be told: " + unknown.get());
    }
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
        : new WindowPlan(nodes, aggregate, PlanTree.eventTime(analyzed)).classify();
  }

  /** Makes one row of a row, or none. */
  private static boolean isOneToOne(LogicalPlan node) {
    return node instanceof Project || node instanceof Filter || RowIdentity.isPassing(node);
  }

  private static String names(List<LogicalPlan> nodes) {
    return String.join(", ", nodes.stream().map(LogicalPlan::nodeName).distinct().toList());
  }

  /**
   * The query's rows as {@link OutputRows}, each with what names it.
   *
   * @param counts to which below the aggregation of a windowed query is added what the conditions let through
   */
  public Dataset<Row> rows(SparkSession spark, ReadCounts counts) {
    return rows(spark, kind instanceof PlanKind.Window ? counted(spark, analyzed, counts) : analyzed);
  }

  /** The same rows where nobody counts. */
  public Dataset<Row> rowsOf(SparkSession spark) {
    return rows(spark, analyzed);
  }

  private Dataset<Row> rows(SparkSession spark, LogicalPlan plan) {
    return OutputRows.of(dataset(spark, tellsRepeatedRows() ? RowOrigin.carry(spark, plan) : plan));
  }

  /** Of {@link #passed}, those whose window had closed by the watermark. */
  public Dataset<Row> late(SparkSession spark, Instant watermark) {
    org.apache.spark.sql.classic.Dataset<Row> passed = passed(spark);
    return passed.where(ExpressionUtils.column(windowEnd(passed.queryExecution().analyzed())).leq(lit(watermark)));
  }

  /**
   * The readings that the query's conditions let through: the input of the aggregation, or the rows of a query
   * without one.
   */
  public org.apache.spark.sql.classic.Dataset<Row> passed(SparkSession spark) {
    return dataset(spark, PlanTree.written(analyzed).stream()
        .filter(Aggregate.class::isInstance)
        .map(node -> ((Aggregate) node).child())
        .findFirst()
        .orElse(analyzed));
  }

  /** The same query over other readings, which the view {@code readings} of the session stands for. */
  public Query over(SparkSession spark) {
    LogicalPlan parsed = new SelectParser(spark).again(file);
    return new Query(file, plain(dataset(spark, parsed).queryExecution().analyzed()), kind, fingerprint);
  }

  /** The same query as the batch ran it that began at this instant. */
  public Query at(Instant began) {
    return new Query(file, BatchClock.at(analyzed, began), kind, fingerprint);
  }

  private static LogicalPlan counted(SparkSession spark, LogicalPlan plan, ReadCounts counts) {
    LogicalPlan child = PlanTree.children(plan).get(0);
    return PlanTree.over(
        plan, plan instanceof Aggregate ? passed(spark, child, counts) : counted(spark, child, counts));
  }

  /** In a column, which no rule of Spark's merges with the query's own conditions, whatever order it gives those. */
  private static LogicalPlan passed(SparkSession spark, LogicalPlan child, ReadCounts counts) {
    return dataset(spark, child)
        .withColumn(PASSED, ExpressionUtils.column(new Passed(counts, windowEnd(child))))
        .where(col("`" + PASSED + "`"))
        .queryExecution().analyzed();
  }

  /** Spark marks the column that {@code window()} makes; below the aggregation each row has one. */
  private static Expression windowEnd(LogicalPlan below) {
    Attribute window = CollectionConverters.asJava(below.output()).stream()
        .filter(column -> column.metadata().contains(WindowPlan.MARK))
        .findFirst()
        .orElseThrow();
    return new GetStructField(window, 1, Option.apply("end"));
  }

  static org.apache.spark.sql.classic.Dataset<Row> dataset(SparkSession spark, LogicalPlan plan) {
    return org.apache.spark.sql.classic.Dataset.ofRows((org.apache.spark.sql.classic.SparkSession) spark, plan);
  }
}
