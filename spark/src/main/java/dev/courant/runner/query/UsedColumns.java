package dev.courant.runner.query;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which columns of the view a query needs. Spark passes all of them through a plan until it optimizes it: a plan would be
 * another one with each field that a definition adds, and its stored state would be refused.
 */
record UsedColumns(Set<String> names) {
  private static final Set<Class<?>> PASS_ON =
      Set.of(Filter.class, SubqueryAlias.class, EventTimeWatermark.class, Join.class, Generate.class);

  static Set<String> of(LogicalPlan plan) {
    UsedColumns used = new UsedColumns(new HashSet<>());
    used.add(plan, ids(attributes(plan)));
    return used.names;
  }

  /** @param wanted of the node's columns, by id */
  private void add(LogicalPlan node, Set<Long> wanted) {
    if (PlanTree.isReadings(node)) {
      attributes(node).stream().filter(column -> wanted.contains(id(column))).forEach(column -> names.add(column.name()));
    } else {
      PlanTree.children(node).forEach(child -> add(child, wantedBelow(node, child, wanted)));
    }
  }

  private static Set<Long> wantedBelow(LogicalPlan node, LogicalPlan child, Set<Long> wanted) {
    if (node instanceof Project project) {
      return references(CollectionConverters.asJava(project.projectList()).stream()
          .filter(column -> wanted.contains(id(column)))
          .map(Expression.class::cast)
          .toList());
    }
    if (node instanceof Expand expand) {
      return references(CollectionConverters.asJava(expand.projections()).stream()
          .flatMap(row -> at(places(expand, wanted), CollectionConverters.asJava(row)).stream())
          .toList());
    }
    if (node instanceof Union) {
      return ids(at(places(node, wanted), attributes(child)));
    }
    if (node instanceof Aggregate) {
      return ids(references(node));
    }
    // Of any other, as DISTINCT, each column may decide what comes out.
    Set<Long> below = PASS_ON.contains(node.getClass()) ? new HashSet<>(wanted) : ids(attributes(child));
    below.addAll(ids(references(node)));
    return below;
  }

  private static List<Integer> places(LogicalPlan node, Set<Long> wanted) {
    List<Attribute> columns = attributes(node);
    return IntStream.range(0, columns.size()).filter(i -> wanted.contains(id(columns.get(i)))).boxed().toList();
  }

  private static <T> List<T> at(List<Integer> places, List<T> all) {
    return places.stream().map(all::get).toList();
  }

  private static Set<Long> references(List<? extends Expression> expressions) {
    return expressions.stream()
        .flatMap(expression -> CollectionConverters.asJava(expression.references().toSeq()).stream())
        .map(UsedColumns::id)
        .collect(Collectors.toSet());
  }

  private static List<Attribute> references(LogicalPlan node) {
    return CollectionConverters.asJava(node.references().toSeq());
  }

  private static List<Attribute> attributes(LogicalPlan node) {
    return CollectionConverters.asJava(node.output());
  }

  private static Set<Long> ids(Collection<Attribute> columns) {
    return columns.stream().map(UsedColumns::id).collect(Collectors.toCollection(HashSet::new));
  }

  private static long id(NamedExpression column) {
    return column.exprId().id();
  }
}
