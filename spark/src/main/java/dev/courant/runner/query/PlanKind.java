package dev.courant.runner.query;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** How the valid readings of a query can be found again in its output (schema: chain/progress.ts, queryPlan). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(PlanKind.Window.class),
  @JsonSubTypes.Type(PlanKind.Stateless.class),
  @JsonSubTypes.Type(PlanKind.Other.class)
})
public sealed interface PlanKind {
  /** One tumbling window: the sum of each window's latest {@code n} counts the readings. */
  @JsonTypeName("window")
  record Window(long windowMs, Long watermarkDelayMs) implements PlanKind {}

  /** Projections and conditions: a reading makes one row or none. */
  @JsonTypeName("stateless")
  record Stateless() implements PlanKind {}

  /** Rows that cannot be led back to readings, and why. */
  @JsonTypeName("other")
  record Other(String reason) implements PlanKind {}
}
