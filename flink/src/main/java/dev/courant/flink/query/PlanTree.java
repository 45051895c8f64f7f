package dev.courant.flink.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A query's compiled plan, as Flink writes it down to take it up again: the one form of it that Flink promises to keep.
 *
 * @param nodes from the readings up
 */
record PlanTree(List<JsonNode> nodes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCAN = "stream-exec-table-source-scan";
  private static final Set<String> STATELESS = Set.of(
      SCAN, "stream-exec-calc", "stream-exec-exchange", "stream-exec-union", "stream-exec-correlate",
      "stream-exec-values", "stream-exec-expand", "stream-exec-sink");

  static PlanTree of(String compiled) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      JSON.readTree(compiled).path("nodes").forEach(nodes::add);
      return new PlanTree(nodes);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The kind of a node without its version: {@code stream-exec-calc}. */
  static String kind(JsonNode node) {
    return node.path("type").asText().replaceFirst("_\\d+$", "");
  }

  int timesRead() {
    return (int) nodes.stream().filter(node -> kind(node).equals(SCAN)).count();
  }

  List<String> kinds() {
    return nodes.stream().map(PlanTree::kind).toList();
  }

  /** Place of the last node that keeps state; −1 where none does. */
  int topmostState() {
    int top = -1;
    for (int i = 0; i < nodes.size(); i++) {
      top = STATELESS.contains(kind(nodes.get(i))) ? top : i;
    }
    return top;
  }

  JsonNode sink() {
    return nodes.get(nodes.size() - 1);
  }

  /** Whether rows that are in the output may be replaced or withdrawn later. */
  boolean isUpdating() {
    return sink().path("inputChangelogMode").size() > 1;
  }
}
