package dev.courant.runner.query;

import dev.courant.runner.reading.ReadingsView;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import scala.jdk.javaapi.CollectionConverters;

/** The nodes of an analyzed query above the view {@code readings}: what its user wrote, and nothing of ours. */
final class PlanTree {
  private PlanTree() {}

  /** From the top down; the view itself is left out, and so are mere names. */
  static List<LogicalPlan> written(LogicalPlan plan) {
    return nodes(plan).toList();
  }

  private static Stream<LogicalPlan> nodes(LogicalPlan plan) {
    if (isReadings(plan)) {
      return Stream.empty();
    }
    Stream<LogicalPlan> below = children(plan).stream().flatMap(PlanTree::nodes);
    return plan instanceof SubqueryAlias ? below : Stream.concat(Stream.of(plan), below);
  }

  static boolean isReadings(LogicalPlan node) {
    return node instanceof View view && view.desc().identifier().table().equals(ReadingsView.NAME);
  }

  static List<LogicalPlan> children(LogicalPlan node) {
    return CollectionConverters.asJava(node.children());
  }

  /** The same node over another child. */
  static LogicalPlan over(LogicalPlan node, LogicalPlan child) {
    return node.withNewChildren(CollectionConverters.asScala(List.of(child)).toList());
  }

  /** How often the view is read; a join or union of it with itself reads it twice. */
  static int timesRead(LogicalPlan plan) {
    return isReadings(plan) ? 1 : children(plan).stream().mapToInt(PlanTree::timesRead).sum();
  }
}
