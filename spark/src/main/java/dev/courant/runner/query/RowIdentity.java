package dev.courant.runner.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether what an output row is made of names it, so that the row of a batch that is run again is known as the same
 * one: the records that it comes from, or the columns that it is grouped by. Never the task that makes it, which is
 * another one each time, and never what is in the row: a sum of floating point numbers differs in its last digit.
 * {@link RowOrigin} carries that name; both know the same nodes.
 */
final class RowIdentity {
  private RowIdentity() {}

  /** @return why a repeated row cannot be told, or empty when it can */
  static Optional<String> whyNot(LogicalPlan node) {
    if (PlanTree.isReadings(node)) {
      return Optional.empty();
    }
    return whyNotNode(node).or(() -> PlanTree.children(node).stream()
        .filter(child -> PlanTree.timesRead(child) > 0)
        .flatMap(child -> whyNot(child).stream())
        .findFirst());
  }

  private static Optional<String> whyNotNode(LogicalPlan node) {
    if (isPassing(node) || node instanceof Union || node instanceof Project) {
      return Optional.empty();
    }
    if (node instanceof Filter || node instanceof Generate || node instanceof Expand) {
      return node instanceof Expand ? Optional.empty() : unsteady(node);
    }
    if (node instanceof Join join) {
      return unsteady(join).or(() -> whyNotJoin(join));
    }
    if (node instanceof Aggregate || node instanceof Distinct) {
      return unsteadyGroups(node).or(() -> has(node, RowIdentity::isGathering)
          ? Optional.of("Spark gathers rows twice in it") : Optional.empty());
    }
    if (node instanceof Sort) {
      return has(node, below -> below instanceof Generate || below instanceof Join)
          ? Optional.of("it sorts rows of which several come from one") : Optional.empty();
    }
    return Optional.of("it needs Spark's " + node.nodeName());
  }

  /** Every row of the child, as it is. */
  static boolean isPassing(LogicalPlan node) {
    return node instanceof SubqueryAlias || node instanceof EventTimeWatermark || node instanceof ResolvedHint;
  }

  /** What decides which rows there are must decide the same again. */
  private static Optional<String> unsteady(LogicalPlan node) {
    return CollectionConverters.asJava(node.expressions()).stream()
        .flatMap(expression -> Steady.whyNot(expression, node).stream())
        .findFirst()
        .map(what -> "which rows it makes depends on " + what + ", which may differ when a batch is run again");
  }

  private static Optional<String> unsteadyGroups(LogicalPlan node) {
    List<Expression> groups = node instanceof Aggregate aggregate
        ? CollectionConverters.asJava(aggregate.groupingExpressions())
        : CollectionConverters.asJava(node.output()).stream().map(Expression.class::cast).toList();
    return groups.stream()
        .flatMap(group -> Steady.whyNot(group, node).stream())
        .findFirst()
        .map(what -> "its groups depend on " + what + ", which may differ when a batch is run again");
  }

  /** A reading that meets several fixed rows meets them in the same order each time; two streams meet in any. */
  private static Optional<String> whyNotJoin(Join join) {
    boolean isOfStreams = PlanTree.timesRead(join.left()) > 0 && PlanTree.timesRead(join.right()) > 0;
    if (isOfStreams) {
      return has(join, node -> node instanceof Generate || node instanceof Join || isGathering(node))
          ? Optional.of("Spark gathers rows twice in it") : Optional.empty();
    }
    LogicalPlan fixed = PlanTree.timesRead(join.left()) > 0 ? join.right() : join.left();
    return isListed(fixed) ? Optional.empty() : Optional.of("it joins readings with something else than VALUES");
  }

  private static boolean isListed(LogicalPlan fixed) {
    boolean isKnown = isPassing(fixed) || fixed instanceof Project || fixed instanceof Filter
        || fixed instanceof LocalRelation || fixed instanceof OneRowRelation;
    return isKnown && unsteady(fixed).isEmpty() && PlanTree.children(fixed).stream().allMatch(RowIdentity::isListed);
  }

  /** Its rows come out of a shuffle or a state store, in any order. */
  private static boolean isGathering(LogicalPlan node) {
    return node instanceof Aggregate || node instanceof Distinct
        || (node instanceof Join join && PlanTree.timesRead(join.left()) > 0 && PlanTree.timesRead(join.right()) > 0);
  }

  private static boolean has(LogicalPlan above, Predicate<LogicalPlan> wanted) {
    return PlanTree.children(above).stream().anyMatch(child ->
        !PlanTree.isReadings(child) && (wanted.test(child) || has(child, wanted)));
  }
}
