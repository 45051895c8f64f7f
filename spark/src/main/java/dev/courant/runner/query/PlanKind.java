package dev.courant.runner.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** How the valid readings of a query can be found again in its output (schema: chain/progress.ts, queryPlan). */
public sealed interface PlanKind {
  JsonNode toJson();

  /** One tumbling window: the sum of each window's latest {@code n} counts the readings. */
  record Window(long windowMs, Long watermarkDelayMs) implements PlanKind {
    @Override
    public JsonNode toJson() {
      return JsonNodeFactory.instance.objectNode()
          .put("kind", "window").put("windowMs", windowMs).put("watermarkDelayMs", watermarkDelayMs);
    }
  }

  /** Projections and conditions: a reading makes one row or none. */
  record Stateless() implements PlanKind {
    @Override
    public JsonNode toJson() {
      return JsonNodeFactory.instance.objectNode().put("kind", "stateless");
    }
  }

  /** Rows that cannot be led back to readings, and why. */
  record Other(String reason) implements PlanKind {
    @Override
    public JsonNode toJson() {
      return JsonNodeFactory.instance.objectNode().put("kind", "other").put("reason", reason);
    }
  }
}
