package dev.courant.runner.query;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.courant.runner.kafka.Beginning;
import java.io.Serializable;

/** How the valid readings of a query can be found again in its output (schema: chain/progress.ts, queryPlan). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PlanKind.Window.class, name = "window"),
  @JsonSubTypes.Type(value = PlanKind.Stateless.class, name = "stateless"),
  @JsonSubTypes.Type(value = PlanKind.Other.class, name = "other")
})
public sealed interface PlanKind extends Serializable {
  /** One tumbling window: the sum of each window's latest {@code n} counts the readings. */
  record Window(long windowMs, Long watermarkDelayMs) implements PlanKind {}

  /** Projections and conditions: a reading makes one row or none. */
  record Stateless() implements PlanKind {}

  /** Rows that cannot be led back to readings, and why. */
  record Other(String reason) implements PlanKind {
    private static final int MOST = 500;

    /** The reason may name columns of the query, which are as long as its user likes. */
    public Other {
      reason = Beginning.of(reason, MOST);
    }
  }
}
