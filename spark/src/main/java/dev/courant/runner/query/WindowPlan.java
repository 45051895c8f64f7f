package dev.courant.runner.query;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Recognises {@code SELECT k AS key, window.start AS window_start, window.end AS window_end, count(*) AS n … GROUP
 * BY k, window(event_time, …)}: the one aggregation whose output still tells how many readings it stands for.
 */
final class WindowPlan {
  /** In the metadata of a column that {@code window()} made. */
  static final String MARK = "spark.timeWindow";

  private final List<LogicalPlan> nodes;
  private final Aggregate aggregate;
  private final Attribute eventTime;
  private final Map<Long, Expression> byId = new HashMap<>();

  /**
   * @param nodes from the top down, of which only the aggregate keeps state
   * @param eventTime the view's own column: a query may give the name to another
   */
  WindowPlan(List<LogicalPlan> nodes, Aggregate aggregate, Attribute eventTime) {
    this.nodes = nodes;
    this.aggregate = aggregate;
    this.eventTime = eventTime;
  }

  PlanKind classify() {
    List<LogicalPlan> above = nodes.subList(0, nodes.indexOf(aggregate));
    if (!above.stream().allMatch(Project.class::isInstance)) {
      return new PlanKind.Other("HAVING leaves windows out of the output");
    }
    Map<String, Expression> columns = columns(above);
    Optional<Alias> window = timeWindow();
    if (window.isEmpty()) {
      return new PlanKind.Other("it groups by something else than a window of event_time");
    }
    Optional<Long> length = lengthMs(window.get());
    if (length.isEmpty()) {
      return new PlanKind.Other(
          "its window is not over event_time itself, does not start at the epoch, or is not whole milliseconds long");
    }
    if (isNested(columns.get("key"))) {
      return new PlanKind.Other("its key is an array or a struct, of which two groups may have one text");
    }
    return isCountPerKey(columns, window.get())
        ? new PlanKind.Window(length.get(), delayMs())
        : new PlanKind.Other("its columns key, window_start, window_end and n = count(*) do not name one window each");
  }

  /** What each output column stands for, in terms of the aggregation. */
  private Map<String, Expression> columns(List<LogicalPlan> above) {
    Map<String, Expression> columns = define(CollectionConverters.asJava(aggregate.aggregateExpressions()));
    for (int i = above.size() - 1; i >= 0; i--) {
      columns = define(CollectionConverters.asJava(((Project) above.get(i)).projectList()));
    }
    return columns;
  }

  private Map<String, Expression> define(List<NamedExpression> expressions) {
    Map<String, Expression> columns = new HashMap<>();
    Map<Long, Expression> defined = new HashMap<>();
    for (NamedExpression named : expressions) {
      Expression meaning = resolve((Expression) named);
      columns.put(named.name().toLowerCase(Locale.ROOT), meaning);
      defined.put(named.exprId().id(), meaning);
    }
    byId.putAll(defined);
    return columns;
  }

  private Expression resolve(Expression expression) {
    if (expression instanceof Alias alias) {
      return resolve(alias.child());
    }
    if (expression instanceof GetStructField field) {
      return new GetStructField(resolve(field.child()), field.ordinal(), field.name());
    }
    return expression instanceof Attribute a ? byId.getOrDefault(a.exprId().id(), a) : expression;
  }

  /** Spark marks the column that {@code window()} makes. */
  private Optional<Alias> timeWindow() {
    return nodes.subList(nodes.indexOf(aggregate), nodes.size()).stream()
        .filter(Project.class::isInstance)
        .flatMap(node -> CollectionConverters.asJava(((Project) node).projectList()).stream())
        .filter(column -> column instanceof Alias alias && alias.metadata().contains(MARK))
        .map(Alias.class::cast)
        .findFirst();
  }

  /** {@code array('a, b')} and {@code array('a', 'b')} are written alike. */
  private static boolean isNested(Expression key) {
    return key != null && (key.dataType() instanceof ArrayType || key.dataType() instanceof StructType);
  }

  /**
   * The window that holds the epoch tells the length of all, if its last microsecond and the next one agree. Rows carry
   * milliseconds: finer windows could not be told apart in them.
   */
  private Optional<Long> lengthMs(Alias window) {
    return bounds(window, 0)
        .filter(first -> first.getLong(0) == 0)
        .map(first -> first.getLong(1))
        .filter(length -> bounds(window, length - 1).orElseThrow().getLong(0) == 0)
        .filter(length -> bounds(window, length).orElseThrow().getLong(0) == length)
        .filter(length -> length % 1000 == 0)
        .map(length -> length / 1000);
  }

  /** The window of an event time in microseconds; empty when it depends on more than that. */
  private Optional<InternalRow> bounds(Alias window, long micros) {
    return Optional.of(at(window.child(), micros))
        .filter(Expression::foldable)
        .map(bounds -> (InternalRow) bounds.eval(null));
  }

  private Expression at(Expression expression, long micros) {
    if (expression instanceof Attribute column) {
      Expression source = source(column);
      return isEventTime(source) ? Literal.create(micros, DataTypes.TimestampType)
          : source instanceof Attribute ? source : at(source, micros);
    }
    List<Expression> children =
        CollectionConverters.asJava(expression.children()).stream().map(child -> at(child, micros)).toList();
    return expression.withNewChildren(CollectionConverters.asScala(children).toList());
  }

  private boolean isEventTime(Expression expression) {
    return expression instanceof Attribute column && column.exprId().equals(eventTime.exprId());
  }

  /** What a column below the aggregation stands for: one of the view, or what the query makes of them. */
  private Expression source(Attribute column) {
    return nodes.subList(nodes.indexOf(aggregate), nodes.size()).stream()
        .filter(Project.class::isInstance)
        .flatMap(node -> CollectionConverters.asJava(((Project) node).projectList()).stream())
        .filter(named -> named instanceof Alias && named.exprId().equals(column.exprId()))
        .map(named -> ((Alias) named).child())
        .map(meaning -> meaning instanceof Attribute another ? source(another) : meaning)
        .findFirst()
        .orElse(column);
  }

  private boolean isCountPerKey(Map<String, Expression> columns, Alias window) {
    Expression key = columns.get("key");
    List<Expression> groups = CollectionConverters.asJava(aggregate.groupingExpressions());
    boolean hasWindow = groups.stream().anyMatch(group -> isColumn(group, window));
    boolean isKeyed = key != null && groups.stream()
        .filter(group -> !isColumn(group, window))
        .allMatch(group -> resolve(group).semanticEquals(key));
    boolean isGrouped = groups.size() == 2 || (groups.size() == 1 && key != null && key.foldable());
    return hasWindow && isKeyed && isGrouped
        && isBound(columns.get("window_start"), window, 0)
        && isBound(columns.get("window_end"), window, 1)
        && isCountOfRows(columns.get("n"));
  }

  private static boolean isColumn(Expression expression, Alias column) {
    return expression instanceof Attribute a && a.exprId().equals(column.exprId());
  }

  private static boolean isBound(Expression expression, Alias window, int ordinal) {
    return expression instanceof GetStructField field
        && field.ordinal() == ordinal
        && isColumn(field.child(), window);
  }

  private static boolean isCountOfRows(Expression expression) {
    return expression instanceof AggregateExpression aggregate
        && aggregate.aggregateFunction() instanceof Count count
        && !aggregate.isDistinct()
        && aggregate.filter().equals(Option.empty())
        && CollectionConverters.asJava(count.children()).stream()
            .allMatch(counted -> counted instanceof Literal literal && literal.value() != null);
  }

  private Long delayMs() {
    return nodes.stream()
        .filter(node -> node instanceof EventTimeWatermark mark && isEventTime(source(mark.eventTime())))
        .map(node -> EventTimeWatermark.getDelayMs(((EventTimeWatermark) node).delay()))
        .findFirst()
        .orElse(null);
  }
}
