package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads all queries of a folder, and whatever is wrong with their names or files.
 *
 * @param reserved topics that a query must not write: the input, the dead letters, the progress
 * @param problems to which what is wrong is added
 */
public record QueryFolder(Path folder, List<String> reserved, List<Problem> problems) {
  private static final String SUFFIX = ".sql";

  /** Kafka's rule for topic names (org.apache.kafka.common.internals.Topic). */
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /** @return those that can be read */
  public List<QueryText> read() {
    Map<String, String> taken = new HashMap<>();
    List<QueryText> queries = new ArrayList<>();
    List<Path> files = list();
    for (Path file : files) {
      String full = file.getFileName().toString();
      String name = full.substring(0, full.length() - SUFFIX.length());
      checkName(name, file, taken);
      readQuery(name, file).ifPresent(queries::add);
    }
    if (files.isEmpty() && problems.isEmpty()) {
      problems.add(Problem.inQuery(folder.toString(), 0, "the folder has no .sql file",
          "put a query into it: one SELECT in a file, named like its output topic"));
    }
    return queries;
  }

  private List<Path> list() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> path.toString().endsWith(SUFFIX) && !Files.isDirectory(path)).sorted().toList();
    } catch (IOException e) {
      String why = Files.exists(folder) ? "the folder cannot be read" : "there is no such folder";
      problems.add(Problem.inQuery(folder.toString(), 0, why, "check queries.folder and its permissions"));
      return List.of();
    }
  }

  private void checkName(String name, Path file, Map<String, String> taken) {
    String hint = "rename the file";
    if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      add(file, "\"" + name + "\" is no topic name: letters, digits, \".\", \"_\" and \"-\", 249 at most", hint);
    }
    for (String topic : reserved) {
      if (collision(name).equals(collision(topic))) {
        add(file, "a query named \"" + name + "\" would write to the topic \"" + topic + "\"", hint);
      }
    }
    if (collision(name).startsWith("courant_")) {
      add(file, "topics named \"courant.…\" are the chain's own", hint);
    }
    String other = taken.putIfAbsent(collision(name), name);
    if (other != null) {
      add(file, "its name collides with " + other + SUFFIX + ": case and \"-\", \"_\", \".\" do not tell topics apart",
          hint);
    }
  }

  /** Kafka's metrics and Kubernetes's names cannot tell these spellings apart. */
  private static String collision(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  private Optional<QueryText> readQuery(String name, Path file) {
    try {
      return Optional.of(new QueryText(name, file.toString(), withoutMark(Files.readString(file))));
    } catch (CharacterCodingException e) {
      add(file, "the file is not UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      add(file, "the file cannot be read", "check its permissions");
    }
    return Optional.empty();
  }

  /** Some editors begin a file with a byte order mark, which is no part of its text. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private void add(Path file, String message, String hint) {
    problems.add(Problem.inQuery(file.toString(), 0, message, hint));
  }
}
