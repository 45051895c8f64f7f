package dev.courant.flink.query;

import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Whether Flink can run what files hold, told in words for their writer. */
public record QueryCheck(Planner planner, List<Problem> problems) {
  private static final Pattern PLACE = Pattern.compile("(?:at|From) line (\\d+), column (\\d+)");
  private static final String ONE_SELECT = "write one SELECT ... FROM readings";

  /** @return empty where it is refused; why is added to the problems */
  public Optional<Planner.Planned> accept(QueryFile file) {
    if (new SqlText(file.text().sql()).isEmpty()) {
      problems.add(Problem.inQuery(file.text().file(), Place.NONE, "the file has no statement", ONE_SELECT));
      return Optional.empty();
    }
    try {
      return Optional.of(planner.plan(file)).filter(planned -> reads(planned.query(), planned.graph()));
    } catch (RuntimeException e) {
      problems.add(problem(file, e));
      return Optional.empty();
    }
  }

  private boolean reads(Query query, StreamGraph graph) {
    boolean isReading = graph.getStreamNodes().stream().anyMatch(node -> node.getOperatorName().contains("readings"));
    if (!isReading) {
      problems.add(Problem.inQuery(query.file().text().file(), Place.NONE, "it does not read readings", ONE_SELECT));
    }
    return isReading;
  }

  private static Problem problem(QueryFile file, RuntimeException thrown) {
    String message = Stream.iterate((Throwable) thrown, error -> error != null, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(text -> text != null && PLACE.matcher(text).find())
        .findFirst()
        .orElseGet(() -> String.valueOf(thrown.getMessage()));
    Matcher place = PLACE.matcher(message);
    Place at = place.find() ? new Place(Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2))) : Place.NONE;
    return Problem.inQuery(file.text().file(), at, sentence(message), hint(message));
  }

  /** Flink's own sentence, without where it came from. */
  static String sentence(String message) {
    String text = message.replaceFirst("(?s)^SQL (parse|validation) failed\\.\\s*", "")
        .replaceFirst("(?s)^From line \\d+, column \\d+( to line \\d+, column \\d+)?: ", "");
    String first = text.lines().findFirst().orElse("").strip();
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private static String hint(String message) {
    if (message.contains("only accepts a single SQL query")) {
      return ONE_SELECT;
    }
    boolean isReserved = Stream.of("value", "partition", "offset", "timestamp")
        .anyMatch(word -> message.contains("\"" + word + "\"") || message.contains(word + " "));
    return message.contains("Encountered") && isReserved
        ? "write `value`, `partition`, `offset`, `timestamp` in backticks: to Flink these words are its own"
        : "see how Flink's SQL differs: docs/queries.md";
  }
}
