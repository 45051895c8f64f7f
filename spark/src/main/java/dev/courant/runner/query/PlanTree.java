package dev.courant.runner.query;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.reading.ReadingsView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.optimizer.InlineCTE;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import scala.jdk.javaapi.CollectionConverters;

/** The nodes of an analyzed query above the view {@code readings}: what its user wrote, and nothing of ours. */
final class PlanTree {
  private PlanTree() {}

  /** Named subqueries stand where they are used: else nothing above such a name leads down to the view. */
  static LogicalPlan inlined(LogicalPlan plan) {
    return new InlineCTE(true, false).apply(plan);
  }

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
    return over(node, List.of(child));
  }

  static LogicalPlan over(LogicalPlan node, List<LogicalPlan> children) {
    return children.isEmpty() ? node : node.withNewChildren(CollectionConverters.asScala(children).toList());
  }

  /** For each reading of the view, which of the query's sources it is: Spark reads the branches of a union together. */
  static List<Integer> sources(LogicalPlan plan) {
    List<LogicalPlan> distinct = new ArrayList<>();
    return views(plan).map(PlanTree::leaf).map(source -> {
      if (!distinct.contains(source)) {
        distinct.add(source);
      }
      return distinct.indexOf(source);
    }).toList();
  }

  private static Stream<LogicalPlan> views(LogicalPlan plan) {
    return isReadings(plan) ? Stream.of(plan) : children(plan).stream().flatMap(PlanTree::views);
  }

  /** The view's own column {@code event_time}. */
  static Attribute eventTime(LogicalPlan plan) {
    return views(plan)
        .flatMap(view -> CollectionConverters.asJava(view.output()).stream())
        .filter(column -> column.name().equals("event_time"))
        .findFirst()
        .orElseThrow();
  }

  /** Fields of events that are read as columns, with their types; empty where there are none. */
  static String eventColumns(LogicalPlan plan) {
    return views(plan)
        .flatMap(view -> Arrays.stream(EventColumns.in(view.schema()).fields().fields()))
        .map(field -> "\n" + field.name() + " " + field.dataType().catalogString())
        .collect(Collectors.joining());
  }

  private static LogicalPlan leaf(LogicalPlan plan) {
    return children(plan).isEmpty() ? plan : leaf(children(plan).get(0));
  }

  /** How often the view is read; a join or union of it with itself reads it twice. */
  static int timesRead(LogicalPlan plan) {
    return (int) views(plan).count();
  }
}
