package dev.courant.runner;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.report.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Values of a runner's arguments by name; gathers what is wrong with them. */
public record ArgumentValues(Map<String, String> values, List<Problem> problems) {
  /**
   * @param args pairs of {@code --name value}, and {@code --check} alone
   * @param names those that there are
   * @param problems to which what is wrong is added
   */
  public static ArgumentValues of(String[] args, Set<String> names, List<Problem> problems) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (name.equals("check")) {
        continue;
      }
      if (!names.contains(name)) {
        problems.add(usage("\"" + args[i] + "\" is no argument of the runner"));
      } else if (i + 1 == args.length) {
        problems.add(usage(args[i] + " needs a value"));
      } else {
        values.put(name, args[++i]);
      }
    }
    return new ArgumentValues(values, problems);
  }

  private static Problem usage(String message) {
    return new Problem(Problem.USAGE, null, 0, message, "see Arguments in the runner's sources");
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** @param message what is wrong with a value, in the words of who gave it */
  public void refuse(String message) {
    problems.add(usage(message));
  }

  /** @param otherwise {@code null} where there must be one */
  public String text(String name, String otherwise) {
    String value = values.getOrDefault(name, otherwise);
    if (value == null) {
      refuse("--" + name + " is missing");
      return "";
    }
    return value;
  }

  public long number(String name, long otherwise, long least) {
    String value = values.get(name);
    try {
      long number = value == null ? otherwise : Long.parseLong(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, like a number that is too small
    }
    refuse("--" + name + " \"" + value + "\" is no whole number from " + least);
    return otherwise;
  }

  /** @param otherwise bootstrap servers where none are given; {@code null} where they must be */
  public KafkaSettings kafka(String otherwise) {
    return new KafkaSettings(text("bootstrap-servers", otherwise), extra());
  }

  private Map<String, String> extra() {
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
