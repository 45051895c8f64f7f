package dev.courant.flink;

import dev.courant.flink.columns.EventColumns;
import dev.courant.runner.ArgumentValues;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Arguments of the runner.
 *
 * @param checkpoints folder under which each query has its own
 * @param interval between two checkpoints, and so between two reports
 * @param delayMs by which a query's watermark stays behind where it does not say its own
 * @param columns fields of events that are columns of the readings too
 * @param query the one that runs; {@code null}: all of the folder
 * @param check only parse and plan, without Kafka
 */
record Arguments(
    Path queries,
    Path checkpoints,
    KafkaSettings kafka,
    String input,
    String deadLetters,
    String progress,
    Duration interval,
    long delayMs,
    EventColumns columns,
    String query,
    boolean check) {

  private static final Set<String> NAMES = Set.of("bootstrap-servers", "queries", "checkpoints", "input",
      "dead-letters", "progress", "checkpoint-ms", "watermark-ms", "columns", "kafka-properties", "query");

  /** @throws Problems naming every argument that is unknown, missing or out of range */
  static Arguments parse(String... args) {
    List<Problem> problems = new ArrayList<>();
    ArgumentValues given = ArgumentValues.of(args, NAMES, problems);
    boolean check = List.of(args).contains("--check");
    Arguments arguments = new Arguments(
        Path.of(given.text("queries", null)),
        Path.of(given.text("checkpoints", check ? "" : null)),
        given.kafka(check ? "localhost:1" : null),
        given.text("input", "readings"),
        given.text("dead-letters", "readings.dlq"),
        given.text("progress", "courant.progress"),
        Duration.ofMillis(given.number("checkpoint-ms", 1_000, 100)),
        given.number("watermark-ms", 10_000, 0),
        columns(given),
        given.has("query") ? given.text("query", null) : null,
        check);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return arguments;
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
