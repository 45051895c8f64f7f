package dev.courant.runner;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import dev.courant.runner.source.Input;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Arguments of the runner.
 *
 * @param checkpoints folder or URI under which each query has its own
 * @param leastPause between the starts of two batches; {@code null} leaves it to their pace
 * @param metricsPort on which the queries' figures are told; {@code null}: to nobody; 0: on any free port
 * @param recompute folder of what is to be computed once more, as a batch; {@code null}: nothing
 * @param check only parse and analyze, without Kafka
 */
record Arguments(
    Path queries,
    String checkpoints,
    Input input,
    String deadLetters,
    String progress,
    Duration leastPause,
    Integer metricsPort,
    Path recompute,
    boolean check) {

  private static final int LAST_PORT = 65_535;
  private static final Set<String> NAMES =
      Set.of("bootstrap-servers", "queries", "checkpoints", "input", "dead-letters", "progress",
          "starting-offsets", "max-offsets-per-trigger", "trigger-ms", "columns", "kafka-properties",
          "metrics-port", "recompute");

  /** Whether the queries are to run as streams. */
  boolean runs() {
    return !check && recompute == null;
  }

  KafkaSettings kafka() {
    return input.kafka();
  }

  /** @throws Problems naming every argument that is unknown, missing or out of range */
  static Arguments parse(String... args) {
    List<Problem> problems = new ArrayList<>();
    ArgumentValues given = ArgumentValues.of(args, NAMES, problems);
    boolean check = List.of(args).contains("--check");
    Arguments arguments = new Arguments(
        Path.of(given.text("queries", null)),
        given.text("checkpoints", check ? "" : null),
        input(given, check ? "localhost:1" : null),
        given.text("dead-letters", "readings.dlq"),
        given.text("progress", "courant.progress"),
        pause(given, "trigger-ms"),
        port(given, "metrics-port"),
        given.has("recompute") ? Path.of(given.text("recompute", null)) : null,
        check);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return arguments;
  }

  /** @return {@code null} for {@code auto} */
  private static Duration pause(ArgumentValues given, String name) {
    return given.text(name, "auto").equals("auto") ? null : Duration.ofMillis(given.number(name, 0, 0));
  }

  /** @return {@code null} where none is given */
  private static Integer port(ArgumentValues given, String name) {
    if (!given.has(name)) {
      return null;
    }
    long port = given.number(name, 0, 0);
    if (port > LAST_PORT) {
      given.refuse("--" + name + " \"" + port + "\" is no port: the last one is " + LAST_PORT);
    }
    return (int) port;
  }

  private static Input input(ArgumentValues given, String otherwise) {
    return new Input(
        given.kafka(otherwise),
        given.text("input", "readings"),
        given.text("starting-offsets", "earliest"),
        given.number("max-offsets-per-trigger", 200_000, 1),
        columns(given));
  }

  private static EventColumns columns(ArgumentValues given) {
    try {
      return EventColumns.parse(given.text("columns", "{}"));
    } catch (IllegalArgumentException e) {
      given.refuse("--columns: " + e.getMessage());
      return EventColumns.NONE;
    }
  }
}
