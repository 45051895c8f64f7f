package dev.courant.flink.sink;

import dev.courant.flink.counts.Start;
import dev.courant.runner.kafka.RowSpec;
import java.io.Serializable;

/**
 * Where a query's rows go, and how they are named.
 *
 * @param ids how a row that is written again is known
 * @param start begins where the query's tasks run; {@code null} where whoever planned the query has begun already
 */
public record Output(RowSpec spec, Ids ids, Start start) implements Serializable {
  /** The same for rows of one start. */
  Output bearing(String fingerprint) {
    return new Output(new RowSpec(spec.kafka(), spec.query(), fingerprint, spec.deadLetters()), ids, null);
  }

  /** What names a row. */
  public enum Ids {
    /** The reading that it is made of. */
    READING,
    /** What is in it: written again it is the same. */
    CONTENT,
    /** Nothing: an update that is written again may be another one, as it tells how far the query had come just then. */
    NONE
  }
}
