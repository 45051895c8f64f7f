package dev.courant.runner.query;

import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Whether Spark reads every record that it passes. With a LIMIT it stops as soon as it has its rows, and goes on
 * behind records that it never looked at. Conditions that nothing meets do not stop it: a stream is not left out.
 */
final class WholeInput {
  static final String FAULT = "it has a LIMIT: Spark would pass over the readings behind it without reading them";

  private WholeInput() {}

  /** @return what to do instead; empty when all is read */
  static Optional<String> hint(QueryFile file, LogicalPlan analyzed) {
    boolean isLimited = PlanTree.written(PlanTree.inlined(analyzed)).stream()
        .anyMatch(node -> isLimit(node) && PlanTree.timesRead(node) > 0);
    return isLimited
        ? Optional.of("leave it out, and look at as many rows as you like: courant show " + file.name() + " -n 10")
        : Optional.empty();
  }

  private static boolean isLimit(LogicalPlan node) {
    return node instanceof GlobalLimit || node instanceof LocalLimit;
  }
}
