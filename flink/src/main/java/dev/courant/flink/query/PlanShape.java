package dev.courant.flink.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.courant.runner.query.PlanKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How the valid readings of a query can be found again in its output, from its compiled plan. The one aggregation whose
 * output still tells how many readings it stands for is {@code SELECT k AS key, TUMBLE_START(…) AS window_start,
 * TUMBLE_END(…) AS window_end, COUNT(*) AS n … GROUP BY k, TUMBLE(event_time, …)}.
 *
 * @param delayMs by which the watermark stays behind
 */
record PlanShape(PlanTree plan, List<String> columns, long delayMs) {
  private static final String CALC = "stream-exec-calc";
  private static final String WINDOW = "stream-exec-group-window-aggregate";
  private static final String GROUP = "stream-exec-group-aggregate";

  PlanKind classify() {
    if (plan.timesRead() != 1) {
      return new PlanKind.Other(plan.timesRead() == 0 ? "it reads no readings" : "it reads readings more than once");
    }
    List<String> kinds = plan.kinds().subList(1, plan.kinds().size() - 1);
    if (kinds.stream().allMatch(CALC::equals)) {
      return new PlanKind.Stateless();
    }
    if (kinds.stream().anyMatch(kind -> kind.contains("window") && !kind.equals(WINDOW))) {
      return new PlanKind.Other("a window table function writes a window when it closes: open ones are not in the output yet");
    }
    if (kinds.contains(GROUP)) {
      return new PlanKind.Other("it groups by something else than a tumbling window of event_time");
    }
    int at = plan.kinds().indexOf(WINDOW);
    boolean isOne = at > 0 && kinds.stream().allMatch(kind ->
        kind.equals(CALC) || kind.equals("stream-exec-exchange") || kind.equals(WINDOW));
    return isOne && plan.kinds().lastIndexOf(WINDOW) == at
        ? window(plan.nodes().get(at), plan.nodes().subList(at + 1, plan.nodes().size() - 1))
        : new PlanKind.Other("a reading may make several rows or share one: " + String.join(", ", kinds));
  }

  private PlanKind window(JsonNode aggregate, List<JsonNode> above) {
    JsonNode window = aggregate.path("window");
    if (!window.path("kind").asText().equals("TUMBLING") || !window.path("isTimeWindow").asBoolean()) {
      return new PlanKind.Other("it groups by something else than a tumbling window of event_time");
    }
    if (above.stream().anyMatch(calc -> !calc.path("condition").isNull())) {
      return new PlanKind.Other("HAVING leaves windows out of the output");
    }
    List<String> meanings = meanings(aggregate, above);
    boolean isCount = aggregate.path("grouping").size() == 1 && is(meanings, "key", "group 0")
        && is(meanings, "window_start", "WindowStart") && is(meanings, "window_end", "WindowEnd")
        && is(meanings, "n", "count");
    return isCount
        ? new PlanKind.Window(Duration.parse(window.path("size").asText()).toMillis(), delayMs)
        : new PlanKind.Other("its columns key, window_start, window_end and n = count(*) do not name one window each");
  }

  private boolean is(List<String> meanings, String column, String meaning) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).toLowerCase(Locale.ROOT).equals(column)) {
        return meaning.equals(meanings.get(i));
      }
    }
    return false;
  }

  /** What each column of the output stands for; {@code null} where it is something else than what is asked for here. */
  private static List<String> meanings(JsonNode aggregate, List<JsonNode> above) {
    List<String> meanings = new ArrayList<>();
    for (int i = 0; i < aggregate.path("grouping").size(); i++) {
      meanings.add("group " + i);
    }
    aggregate.path("aggCalls").forEach(call -> meanings.add(isCountOfRows(call) ? "count" : null));
    aggregate.path("namedWindowProperties").forEach(
        property -> meanings.add(property.path("property").path("kind").asText()));
    List<String> found = meanings;
    for (JsonNode calc : above) {
      List<String> below = found;
      found = new ArrayList<>();
      for (JsonNode column : calc.path("projection")) {
        boolean isReference = column.path("kind").asText().equals("INPUT_REF");
        found.add(isReference ? below.get(column.path("inputIndex").asInt()) : null);
      }
    }
    return found;
  }

  private static boolean isCountOfRows(JsonNode call) {
    return Objects.equals(call.path("internalName").asText(), "$COUNT$1")
        && call.path("argList").isEmpty()
        && call.path("filterArg").asInt() < 0
        && !call.path("distinct").asBoolean();
  }
}
