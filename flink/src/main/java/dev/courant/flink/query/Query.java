package dev.courant.flink.query;

import dev.courant.runner.query.PlanKind;
import java.util.List;

/**
 * A query that can run.
 *
 * @param columns of its output
 * @param delayMs by which its watermark stays behind the newest event time
 * @param isUpdating whether rows of its output may be replaced later
 */
public record Query(
    QueryFile file, List<String> columns, PlanKind kind, Fingerprint fingerprint, long delayMs, boolean isUpdating) {
  public String name() {
    return file.name();
  }

  /** How its rows follow each other. */
  public String output() {
    return isUpdating ? "update" : "append";
  }
}
