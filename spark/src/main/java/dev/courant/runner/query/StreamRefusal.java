package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.streaming.InternalOutputModes;

/**
 * Why Spark cannot run a query as a stream, in words of its SQL, and what would help: most often another output mode,
 * which the query's header sets.
 *
 * @param plan that Spark would run if it were not a stream
 */
record StreamRefusal(QueryFile query, LogicalPlan plan) {
  private static final String OUTPUT_MODE = "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION";
  private static final String ORDER = "ORDER BY";
  private static final String WATERMARK = "FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS";
  /** The default first: where that would do, the header says too much. */
  private static final List<String> OUTPUTS = List.of("update", "append", "complete");
  /** Spark speaks of its classes, the user wrote SQL. */
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("(?i)LeftOuter join", "a LEFT JOIN");
    WORDS.put("(?i)RightOuter join", "a RIGHT JOIN");
    WORDS.put("(?i)FullOuter join", "a FULL JOIN");
    WORDS.put("(?i)LeftSemi join", "a SEMI JOIN");
    WORDS.put("(?i)LeftAnti join", "an ANTI JOIN");
    WORDS.put("(?i)\\bsorting\\b", ORDER);
    WORDS.put("(?i)\\boffset\\b", "OFFSET");
    WORDS.put("(?i)\\bexcept on\\b", "EXCEPT with");
    WORDS.put("(?i)\\bintersect of\\b", "INTERSECT of");
    WORDS.put("(?i)\\bdistinct aggregations are\\b", "DISTINCT within an aggregation is");
    WORDS.put("in (Update|Append|Complete) output mode", "with output=$1");
    WORDS.put("two streaming DataFrames/Data[sS]ets", "two streams");
    WORDS.put("(?:a )?streaming DataFrames?/Data[sS]ets?", "a stream");
    WORDS.put("(?:a )?static DataFrames?/Data[sS]ets?", "a table");
    WORDS.put("aggregated DataFrame/Dataset", "an aggregation");
    WORDS.put("output=U", "output=u");
    WORDS.put("output=A", "output=a");
    WORDS.put("output=C", "output=c");
  }

  /** @throws AnalysisException of which Scala, who throws it, does not tell the compiler */
  static void check(LogicalPlan plan, String output) throws AnalysisException {
    UnsupportedOperationChecker.checkForStreaming(plan, InternalOutputModes.apply(output));
  }

  Problem explain(AnalysisException error) {
    String condition = String.valueOf(error.getCondition());
    boolean isOfItsOwn = !condition.equals(OUTPUT_MODE) && !condition.startsWith("_LEGACY");
    return isOfItsOwn
        ? SqlProblem.of(query, error)
        : SqlProblem.at(query, error, sentence(error), hint(error.getMessage()));
  }

  private String sentence(AnalysisException error) {
    if (OUTPUT_MODE.equals(error.getCondition())) {
      String operation = error.getMessageParameters().getOrDefault("operation", "").replace("streaming ", "");
      String output = "output=" + query.header().output();
      return operation.startsWith("no ")
          ? output + " needs an aggregation"
          : output + " does not go with " + operation;
    }
    if (isTwofold(error.getMessage())) {
      return sql().holds(SqlBaseLexer.PIVOT)
          ? "PIVOT makes two aggregations, one of the other's rows"
          : "it aggregates the rows of another aggregation, or joins them, before they are final";
    }
    String text = SqlProblem.sentence(error.getMessage());
    for (Map.Entry<String, String> word : WORDS.entrySet()) {
      text = text.replaceAll(word.getKey(), word.getValue());
    }
    return text;
  }

  private static boolean isTwofold(String message) {
    return message.contains("due to global watermark");
  }

  private String hint(String message) {
    if (isTwofold(message) && sql().holds(SqlBaseLexer.PIVOT)) {
      return "write each column yourself: avg(value) FILTER (WHERE kind = 'humidity') AS humidity";
    }
    return otherOutput()
        .map(edit -> message.contains("without watermark") ? edit + ", or: " + WATERMARK : edit)
        .orElseGet(() -> otherQuery(message));
  }

  /** The header line that would do. */
  private Optional<String> otherOutput() {
    return OUTPUTS.stream()
        .filter(output -> !output.equals(query.header().output()) && runsWith(output))
        .findFirst()
        .map(output -> output.equals("update")
            ? "leave output=" + query.header().output() + " out"
            : header(output));
  }

  private boolean runsWith(String output) {
    try {
      check(plan, output);
      // Without a watermark sessions would be kept for ever.
      return !output.equals("complete") || !isSession();
    } catch (AnalysisException e) {
      return false;
    }
  }

  private boolean isSession() {
    return sql().words().stream().anyMatch(word -> word.getText().equalsIgnoreCase("session_window"));
  }

  private static String header(String output) {
    return "write this line above the SELECT: -- courant: output=" + output;
  }

  private String otherQuery(String message) {
    if (message.startsWith("Sorting")) {
      return "leave " + ORDER + " out: rows of a stream come as they are made";
    }
    if (message.startsWith("Distinct aggregations")) {
      return "use approx_count_distinct";
    }
    if (message.contains("join with a streaming")) {
      return "let readings be the side of which all rows are kept";
    }
    if (message.contains("join between two")) {
      return header("append") + ", give both sides a WATERMARK, and ON a range of event_time";
    }
    boolean hasWatermark = PlanTree.written(plan).stream().anyMatch(EventTimeWatermark.class::isInstance);
    return isSession() || isTwofold(message) || message.contains("without watermark")
        ? (hasWatermark ? header("append") : header("append") + ", and: " + WATERMARK)
        : "edit the query";
  }

  private SqlText sql() {
    return new SqlText(query.sql());
  }
}
