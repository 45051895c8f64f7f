package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who runs a query (schema: chain/progress.ts). */
public enum Engine {
  SPARK,
  FLINK;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
