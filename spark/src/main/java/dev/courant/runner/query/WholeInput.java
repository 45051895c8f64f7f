package dev.courant.runner.query;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CollectMetrics;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Tail;

/**
 * Whether Spark reads every record that it passes: for some plans it stops as soon as it has the rows that it needs,
 * or does not begin, and goes on behind the records that it never looked at.
 */
final class WholeInput {
  private WholeInput() {}

  /** What is wrong, and what to do instead. */
  record Fault(String message, String hint) {}

  static Optional<Fault> fault(SparkSession spark, LogicalPlan analyzed) {
    if (PlanTree.written(analyzed).stream().anyMatch(node -> isLimit(node) && PlanTree.timesRead(node) > 0)) {
      return Optional.of(new Fault("it has a LIMIT: Spark would pass over the readings behind it without reading them",
          "leave LIMIT out, and let the one who reads the rows stop: courant show QUERY -n 10"));
    }
    return readings(optimized(spark, analyzed)) < PlanTree.timesRead(analyzed)
        ? Optional.of(new Fault("its conditions leave out every reading: Spark would not read them",
            "edit the conditions"))
        : Optional.empty();
  }

  private static boolean isLimit(LogicalPlan node) {
    return node instanceof GlobalLimit || node instanceof LocalLimit || node instanceof Tail || node instanceof Offset;
  }

  private static LogicalPlan optimized(SparkSession spark, LogicalPlan analyzed) {
    return ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().optimizer().execute(analyzed);
  }

  /** Each reading of the view is counted by a node of its own. */
  private static long readings(LogicalPlan plan) {
    long here = plan instanceof CollectMetrics ? 1 : 0;
    return here + PlanTree.children(plan).stream().mapToLong(WholeInput::readings).sum();
  }
}
