package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Numbers of records, of one batch or of many.
 *
 * @param rows records read
 * @param valid those that were readings
 * @param filtered valid ones that the query's own conditions left out; {@code null} where the plan does not tell
 * @param outputRows rows written; {@code null} where nobody counted them, or where a replay may write others
 * @param setAside rows that were too large for Kafka, and became dead letters
 * @param late valid ones that the conditions let through and whose window had closed; {@code null} where the plan does not
 *     tell
 */
@JsonPropertyOrder({"rows", "valid", "dead", "filtered", "outputRows", "setAside", "late"})
public record Counts(long rows, long valid, Long filtered, Long outputRows, long setAside, Long late) {
  static final Counts NONE = new Counts(0, 0, 0L, 0L, 0, 0L);

  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public long dead() {
    return rows - valid;
  }

  /** What came to these since the earlier ones. */
  public Counts minus(Counts earlier) {
    return plus(new Counts(
        -earlier.rows, -earlier.valid, negative(earlier.filtered), negative(earlier.outputRows), -earlier.setAside,
        negative(earlier.late)));
  }

  private static Long negative(Long count) {
    return count == null ? null : Long.valueOf(-count);
  }

  /** What is unknown in one of the two is unknown in their sum. */
  Counts plus(Counts other) {
    return new Counts(rows + other.rows, valid + other.valid,
        sum(filtered, other.filtered), sum(outputRows, other.outputRows), setAside + other.setAside,
        sum(late, other.late));
  }

  private static Long sum(Long one, Long other) {
    return one == null || other == null ? null : Long.valueOf(one + other);
  }
}
