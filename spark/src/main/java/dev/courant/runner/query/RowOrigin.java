package dev.courant.runner.query;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Carries partition and offset of its reading beside each row of a query without state, past whatever columns its
 * user selects. It names the row for ever: Spark hands a replayed batch's partitions to other tasks, so nothing that
 * a task counts would.
 */
final class RowOrigin {
  /** A name that no query selects by accident. */
  static final String COLUMN = "courant row origin";

  private RowOrigin() {}

  /** @param plan in which only projections, conditions and generators stand above the one view */
  static LogicalPlan carry(SparkSession spark, LogicalPlan plan) {
    if (PlanTree.isReadings(plan)) {
      return Query.dataset(spark, plan)
          .withColumn(COLUMN, concat(col("partition"), lit(":"), col("offset")))
          .queryExecution()
          .analyzed();
    }
    LogicalPlan child = carry(spark, PlanTree.children(plan).get(0));
    return plan instanceof Project project ? with(project, child) : PlanTree.over(plan, child);
  }

  private static Project with(Project project, LogicalPlan child) {
    Attribute origin = CollectionConverters.asJava(child.output()).stream()
        .filter(column -> column.name().equals(COLUMN))
        .findFirst()
        .orElseThrow();
    List<NamedExpression> columns = new ArrayList<>(CollectionConverters.asJava(project.projectList()));
    columns.add(origin);
    return new Project(CollectionConverters.asScala(columns).toList(), child);
  }
}
