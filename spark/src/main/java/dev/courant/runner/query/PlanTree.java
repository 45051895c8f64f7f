package dev.courant.runner.query;

import dev.courant.runner.reading.ReadingsView;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import scala.jdk.javaapi.CollectionConverters;

/** The nodes of an analyzed query above the view {@code readings}: what its user wrote, and nothing of ours. */
final class PlanTree {
  private PlanTree() {}

  /** From the top down; the view itself is left out, and so are mere names. */
  static List<LogicalPlan> written(LogicalPlan plan) {
    List<LogicalPlan> nodes = new ArrayList<>();
    collect(plan, nodes);
    return nodes;
  }

  private static void collect(LogicalPlan node, List<LogicalPlan> nodes) {
    if (isReadings(node)) {
      return;
    }
    if (!(node instanceof SubqueryAlias)) {
      nodes.add(node);
    }
    children(node).forEach(child -> collect(child, nodes));
  }

  static boolean isReadings(LogicalPlan node) {
    return node instanceof View view && view.desc().identifier().table().equals(ReadingsView.NAME);
  }

  static List<LogicalPlan> children(LogicalPlan node) {
    return CollectionConverters.asJava(node.children());
  }

  static List<Expression> expressions(LogicalPlan node) {
    return CollectionConverters.asJava(node.expressions());
  }

  /** How often the view is read; a join or union of it with itself reads it twice. */
  static int timesRead(LogicalPlan plan) {
    return isReadings(plan) ? 1 : children(plan).stream().mapToInt(PlanTree::timesRead).sum();
  }
}
