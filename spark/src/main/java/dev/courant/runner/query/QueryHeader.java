package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.util.List;

/**
 * Settings in the comments above a query: {@code -- courant: output=append trigger=1s}.
 *
 * @param output {@code update}, {@code append} or {@code complete}
 * @param triggerMs {@code null} when the runner's own setting holds
 */
public record QueryHeader(String output, Long triggerMs) {
  private static final List<String> OUTPUTS = List.of("update", "append", "complete");

  static QueryHeader parse(String file, SqlText sql, List<Problem> problems) {
    QueryHeader header = new QueryHeader("update", null);
    for (Setting setting : Setting.above(file, sql.comments(), sql.begin(), problems)) {
      header = header.with(file, setting, problems);
    }
    return header;
  }

  private QueryHeader with(String file, Setting setting, List<Problem> problems) {
    if (setting.name().equals("output") && OUTPUTS.contains(setting.value())) {
      return new QueryHeader(setting.value(), triggerMs);
    }
    if (setting.name().equals("trigger") && setting.millis().isPresent()) {
      return new QueryHeader(output, setting.millis().getAsLong());
    }
    problems.add(Problem.inQuery(file, setting.place(), "\"" + setting.text() + "\" is no setting of a query",
        "write -- courant: output=update|append|complete trigger=1s"));
    return this;
  }
}
