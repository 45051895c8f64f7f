package dev.courant.runner.query;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.StringType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Carries beside each row what names it ({@link RowIdentity}), past whatever columns its user selects: partition and
 * offset of its reading, with the branch of a union or both sides of a join; of a grouped row a hash of its groups.
 */
final class RowOrigin {
  /** A name that no query selects by accident. */
  static final String COLUMN = "courant row origin";

  /** Text from which no two groups are told apart wrongly: every digit, and null beside the empty text. */
  private static final Map<String, String> EXACT = Map.of(
      "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
      "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
      "ignoreNullFields", "false");

  private final SparkSession spark;

  private RowOrigin(SparkSession spark) {
    this.spark = spark;
  }

  /** @param plan whose repeated rows can be told */
  static LogicalPlan carry(SparkSession spark, LogicalPlan plan) {
    return new RowOrigin(spark).carry(plan);
  }

  private LogicalPlan carry(LogicalPlan node) {
    if (PlanTree.isReadings(node)) {
      return analyzed(beside(node, concat(col("partition"), lit(":"), col("offset"))));
    }
    if (node instanceof Project project) {
      LogicalPlan child = carry(project.child());
      return project(project.projectList(), origin(child), child);
    }
    if (node instanceof Union union) {
      return PlanTree.over(union, branches(PlanTree.children(union)));
    }
    if (node instanceof Join join) {
      return carryBoth(join);
    }
    if (node instanceof Aggregate aggregate) {
      return analyzed(new Aggregate(aggregate.groupingExpressions(),
          with(aggregate.aggregateExpressions(), named(hash(aggregate.groupingExpressions()))),
          aggregate.child(), aggregate.hint()));
    }
    return node instanceof Distinct
        ? analyzed(beside(node, hash(node.output())))
        : PlanTree.over(node, carry(PlanTree.children(node).get(0)));
  }

  private List<LogicalPlan> branches(List<LogicalPlan> branches) {
    return IntStream.range(0, branches.size()).mapToObj(i -> {
      LogicalPlan carried = carry(branches.get(i));
      Column origin = concat(lit(i + "/"), ExpressionUtils.column(origin(carried)));
      return analyzed(project(branches.get(i).output(), named(origin), carried));
    }).toList();
  }

  private LogicalPlan carryBoth(Join join) {
    List<LogicalPlan> sides = PlanTree.children(join).stream()
        .map(side -> PlanTree.timesRead(side) > 0 ? carry(side) : side)
        .toList();
    LogicalPlan joined = PlanTree.over(join, sides);
    List<Column> origins = CollectionConverters.asJava(joined.output()).stream()
        .filter(column -> column.name().equals(COLUMN))
        .map(column -> coalesce(ExpressionUtils.column(column), lit("")))
        .toList();
    return origins.size() == 1
        ? joined
        : analyzed(project(join.output(), named(concat(origins.get(0), lit("&"), origins.get(1))), joined));
  }

  private LogicalPlan beside(LogicalPlan node, Column origin) {
    return project(node.output(), named(origin), node);
  }

  private static Project project(
      scala.collection.immutable.Seq<? extends NamedExpression> columns, NamedExpression origin, LogicalPlan child) {
    return new Project(with(columns, origin), child);
  }

  private static scala.collection.immutable.Seq<NamedExpression> with(
      scala.collection.immutable.Seq<? extends NamedExpression> columns, NamedExpression origin) {
    List<NamedExpression> all = new ArrayList<>(CollectionConverters.asJava(columns));
    all.add(origin);
    return CollectionConverters.asScala(all).toList();
  }

  private NamedExpression named(Column origin) {
    return (NamedExpression) ((org.apache.spark.sql.classic.SparkSession) spark).expression(origin.as(COLUMN));
  }

  private static Column hash(scala.collection.immutable.Seq<? extends Expression> groups) {
    List<? extends Expression> all = CollectionConverters.asJava(groups);
    Column[] fields = IntStream.range(0, all.size())
        .mapToObj(i -> exact(all.get(i)).as("g" + i))
        .toArray(Column[]::new);
    return fields.length == 0 ? lit("all") : md5(to_json(struct(fields), EXACT).cast("binary"));
  }

  /** A text may hold bytes that are no UTF-8, which JSON would write as one and the same sign. */
  private static Column exact(Expression group) {
    Column column = ExpressionUtils.column(group);
    return group.dataType() instanceof StringType ? column.cast("binary") : column;
  }

  private static Attribute origin(LogicalPlan plan) {
    return CollectionConverters.asJava(plan.output()).stream()
        .filter(column -> column.name().equals(COLUMN))
        .findFirst()
        .orElseThrow();
  }

  private LogicalPlan analyzed(LogicalPlan plan) {
    return Query.dataset(spark, plan).queryExecution().analyzed();
  }
}
