package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the batches of a query run (schema: chain/progress.ts).
 *
 * @param reason why a query whose rows could come in real time runs in micro-batches; {@code null} where none is owed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mode(String kind, String reason) {
  public static final Mode REAL_TIME = new Mode("realTime", null);

  public static Mode microBatch(String reason) {
    return new Mode("microBatch", reason);
  }
}
