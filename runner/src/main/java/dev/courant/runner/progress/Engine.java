package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who runs a query (schema: chain/progress.ts). */
public enum Engine {
  SPARK,
  FLINK;

  /** Property by which a runner learns which engines run queries beside it, their words with commas between. */
  private static final String OTHERS = "courant.otherEngines";

  /** Engines that run queries of the same chain in another process. */
  public static Set<Engine> others() {
    List<String> words = List.of(System.getProperty(OTHERS, "").split(","));
    return Arrays.stream(values()).filter(engine -> words.contains(engine.word())).collect(Collectors.toSet());
  }

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
