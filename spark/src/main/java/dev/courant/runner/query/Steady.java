package dev.courant.runner.query;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.Max;
import org.apache.spark.sql.catalyst.expressions.aggregate.Min;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.DecimalType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether a value is the same when a batch is run again: not one of chance or of the clock, and not one that depends
 * on the order in which rows are added up, as sums of floating point numbers do.
 */
final class Steady {
  private Steady() {}

  /** @return what in the expression may differ, in Spark's words; columns are looked up in the node's children */
  static Optional<String> whyNot(Expression expression, LogicalPlan node) {
    if (expression instanceof AggregateExpression aggregate && !isExact(aggregate.aggregateFunction())) {
      return Optional.of(aggregate.aggregateFunction().prettyName());
    }
    if (expression instanceof Attribute column) {
      return PlanTree.children(node).stream()
          .flatMap(child -> whyNotColumn(column, child).stream())
          .findFirst();
    }
    Optional<String> below = CollectionConverters.asJava(expression.children()).stream()
        .flatMap(child -> whyNot(child, node).stream())
        .findFirst();
    boolean isOwn = !expression.deterministic() || expression instanceof CurrentTime;
    return below.isPresent() || !isOwn ? below : Optional.of(expression.prettyName());
  }

  /** @param node has the column in its output, or has nothing to do with it */
  private static Optional<String> whyNotColumn(Attribute column, LogicalPlan node) {
    if (PlanTree.isReadings(node) || !node.outputSet().contains(column)) {
      return Optional.empty();
    }
    if (node instanceof Project project) {
      return defined(column, CollectionConverters.asJava(project.projectList()), node);
    }
    if (node instanceof Aggregate aggregate) {
      return defined(column, CollectionConverters.asJava(aggregate.aggregateExpressions()), node);
    }
    if (node instanceof Union union) {
      return inBranches(union, position(column, union.output()));
    }
    if (node instanceof Generate generate && position(column, generate.generatorOutput()) >= 0) {
      return whyNot((Expression) generate.generator(), node);
    }
    return PlanTree.children(node).stream().flatMap(child -> whyNotColumn(column, child).stream()).findFirst();
  }

  private static Optional<String> defined(Attribute column, List<NamedExpression> expressions, LogicalPlan node) {
    return expressions.stream()
        .filter(named -> named.exprId().equals(column.exprId()))
        .map(named -> named instanceof Alias alias ? alias.child() : (Expression) named)
        .findFirst()
        .flatMap(meaning -> whyNot(meaning, node));
  }

  private static Optional<String> inBranches(Union union, int position) {
    return PlanTree.children(union).stream()
        .flatMap(branch -> whyNotColumn(branch.output().apply(position), branch).stream())
        .findFirst();
  }

  private static int position(Attribute column, scala.collection.immutable.Seq<Attribute> columns) {
    List<Attribute> all = CollectionConverters.asJava(columns);
    return all.stream().map(Attribute::exprId).toList().indexOf(column.exprId());
  }

  private static boolean isExact(AggregateFunction function) {
    boolean isFloating = function.dataType() instanceof FractionalType && !(function.dataType() instanceof DecimalType);
    return function instanceof Count || function instanceof Min || function instanceof Max
        || (function instanceof Sum && !isFloating);
  }
}
