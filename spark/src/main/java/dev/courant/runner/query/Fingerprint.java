package dev.courant.runner.query;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells whether two versions of a query are the same plan, and whether the second can go on with the first one's
 * state. Comments, layout and the names of relations do not count.
 *
 * @param plan hash of the whole plan
 * @param state hash of all that the stored state depends on; {@code stateless} when there is none
 */
public record Fingerprint(String plan, String state) {
  static final String STATELESS = "stateless";
  private static final Pattern ID = Pattern.compile("#\\d+L?");
  /** A watermark carries a random id. */
  private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /** Above the topmost node with state a user may change what they like: that part is computed anew each batch. */
  static Fingerprint of(LogicalPlan analyzed, String outputMode) {
    List<LogicalPlan> kept = stateful(analyzed).toList();
    int readings = PlanTree.timesRead(analyzed);
    // A plan's text has names without their types.
    String input = outputMode + PlanTree.eventColumns(analyzed);
    String state = kept.isEmpty() ? STATELESS : hash(input, kept, Fingerprint::stateText);
    return new Fingerprint(
        hash(input, PlanTree.written(analyzed), Fingerprint::text),
        // A checkpoint has the offsets of each reading of the topic.
        readings > 1 ? state + " over " + readings : state);
  }

  /** Each topmost node that keeps state, by Spark's own list, with all below it. */
  private static Stream<LogicalPlan> stateful(LogicalPlan node) {
    return UnsupportedOperationChecker.isStatefulOperation(node)
        ? PlanTree.written(node).stream()
        : PlanTree.children(node).stream().flatMap(Fingerprint::stateful);
  }

  /** Rows that the query itself lists belong to it, and Spark leaves them out. */
  private static String text(LogicalPlan node) {
    String rows = node instanceof LocalRelation relation ? " " + relation.data().mkString(", ") : "";
    return UUID.matcher(node.simpleString(Integer.MAX_VALUE)).replaceAll("") + rows;
  }

  /** An aggregation's state holds its groups and the functions' buffers, whatever is made of their results. */
  private static String stateText(LogicalPlan node) {
    if (!(node instanceof Aggregate aggregate)) {
      return text(node);
    }
    Set<String> functions = new LinkedHashSet<>();
    CollectionConverters.asJava(aggregate.aggregateExpressions())
        .forEach(expression -> collect((Expression) expression, functions));
    return "Aggregate " + aggregate.groupingExpressions().mkString(", ") + functions;
  }

  private static void collect(Expression expression, Set<String> functions) {
    if (expression instanceof AggregateExpression) {
      functions.add(expression.toString());
    } else {
      CollectionConverters.asJava(expression.children()).forEach(child -> collect(child, functions));
    }
  }

  /** Spark numbers columns anew at each start: only the order of their first appearance is the query's own. */
  private static String hash(String input, List<LogicalPlan> nodes, Function<LogicalPlan, String> asText) {
    Map<String, String> ids = new HashMap<>();
    String text = input + nodes.stream().map(node -> "\n" + asText.apply(node)).collect(Collectors.joining());
    String steady = ID.matcher(text).replaceAll(id -> ids.computeIfAbsent(id.group(), k -> "#" + ids.size()));
    return DigestUtils.sha256Hex(steady).substring(0, 16);
  }
}
