package dev.courant.runner;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import dev.courant.runner.source.Input;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Arguments of the runner.
 *
 * @param checkpoints folder or URI under which each query has its own
 * @param leastPause between the starts of two batches; {@code null} leaves it to their pace
 * @param metricsPort on which the queries' figures are told; {@code null}: to nobody; 0: on any free port
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
    boolean check) {

  private static final int LAST_PORT = 65_535;
  private static final Set<String> NAMES =
      Set.of("bootstrap-servers", "queries", "checkpoints", "input", "dead-letters", "progress",
          "starting-offsets", "max-offsets-per-trigger", "trigger-ms", "columns", "kafka-properties",
          "metrics-port");

  KafkaSettings kafka() {
    return input.kafka();
  }

  /** @throws Problems naming every argument that is unknown, missing or out of range */
  static Arguments parse(String... args) {
    List<Problem> problems = new ArrayList<>();
    Parsed parsed = new Parsed(named(args, problems), problems);
    boolean check = List.of(args).contains("--check");
    Arguments arguments = new Arguments(
        Path.of(parsed.text("queries", null)),
        parsed.text("checkpoints", check ? "" : null),
        parsed.input(check ? "localhost:1" : null),
        parsed.text("dead-letters", "readings.dlq"),
        parsed.text("progress", "courant.progress"),
        parsed.pause("trigger-ms"),
        parsed.port("metrics-port"),
        check);
    if (!problems.isEmpty()) {
      throw new Problems(problems);
    }
    return arguments;
  }

  private static Map<String, String> named(String[] args, List<Problem> problems) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (name.equals("check")) {
        continue;
      }
      if (!NAMES.contains(name)) {
        problems.add(usage("\"" + args[i] + "\" is no argument of the runner"));
      } else if (i + 1 == args.length) {
        problems.add(usage(args[i] + " needs a value"));
      } else {
        values.put(name, args[++i]);
      }
    }
    return values;
  }

  private static Problem usage(String message) {
    return new Problem(Problem.USAGE, null, 0, message, "see Arguments in the runner's sources");
  }

  /** Reads values and gathers what is wrong with them. */
  private record Parsed(Map<String, String> values, List<Problem> problems) {
    String text(String name, String otherwise) {
      String value = values.getOrDefault(name, otherwise);
      if (value == null) {
        problems.add(usage("--" + name + " is missing"));
        return "";
      }
      return value;
    }

    long number(String name, long otherwise, long least) {
      String value = values.get(name);
      try {
        long number = value == null ? otherwise : Long.parseLong(value);
        if (number >= least) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below, like a number that is too small
      }
      problems.add(usage("--" + name + " \"" + value + "\" is no whole number from " + least));
      return otherwise;
    }

    /** @return {@code null} for {@code auto} */
    Duration pause(String name) {
      return text(name, "auto").equals("auto") ? null : Duration.ofMillis(number(name, 0, 0));
    }

    /** @return {@code null} where none is given */
    Integer port(String name) {
      if (!values.containsKey(name)) {
        return null;
      }
      long port = number(name, 0, 0);
      if (port > LAST_PORT) {
        problems.add(usage("--" + name + " \"" + port + "\" is no port: the last one is " + LAST_PORT));
      }
      return (int) port;
    }

    Input input(String otherwise) {
      return new Input(
          new KafkaSettings(text("bootstrap-servers", otherwise), extra()),
          text("input", "readings"),
          text("starting-offsets", "earliest"),
          number("max-offsets-per-trigger", 200_000, 1),
          columns());
    }

    private EventColumns columns() {
      try {
        return EventColumns.parse(text("columns", "{}"));
      } catch (IllegalArgumentException e) {
        problems.add(usage("--columns: " + e.getMessage()));
        return EventColumns.NONE;
      }
    }

    Map<String, String> extra() {
      String file = values.get("kafka-properties");
      Map<String, String> extra = new HashMap<>();
      if (file != null) {
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
          Properties properties = new Properties();
          properties.load(reader);
          properties.stringPropertyNames().forEach(k -> extra.put(k, properties.getProperty(k)));
        } catch (IOException e) {
          problems.add(usage("--kafka-properties \"" + file + "\" cannot be read"));
        }
      }
      return extra;
    }
  }
}
