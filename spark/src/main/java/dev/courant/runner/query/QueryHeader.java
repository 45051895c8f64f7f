package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings in the first line of a query: {@code -- courant: output=append trigger=1s}.
 *
 * @param output {@code update}, {@code append} or {@code complete}
 * @param triggerMs {@code null} when the runner's own setting holds
 */
public record QueryHeader(String output, Long triggerMs) {
  private static final Pattern LINE = Pattern.compile("\\s*--\\s*courant:(.*)");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|min)?");
  private static final Map<String, Long> UNITS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L);
  private static final List<String> OUTPUTS = List.of("update", "append", "complete");

  static QueryHeader parse(String file, String sql, List<Problem> problems) {
    String first = sql.lines().findFirst().orElse("");
    Matcher line = LINE.matcher(first);
    QueryHeader header = new QueryHeader("update", null);
    if (line.matches()) {
      for (String setting : line.group(1).trim().split("\\s+")) {
        header = header.with(file, setting, problems);
      }
    }
    return header;
  }

  private QueryHeader with(String file, String setting, List<Problem> problems) {
    String[] pair = setting.split("=", 2);
    String value = pair.length == 2 ? pair[1].toLowerCase(Locale.ROOT) : "";
    Matcher duration = DURATION.matcher(value);
    if (pair[0].equals("output") && OUTPUTS.contains(value)) {
      return new QueryHeader(value, triggerMs);
    }
    if (pair[0].equals("trigger") && duration.matches()) {
      String unit = duration.group(2) == null ? "ms" : duration.group(2);
      return new QueryHeader(output, Long.parseLong(duration.group(1)) * UNITS.get(unit));
    }
    problems.add(Problem.inQuery(file, 1, "\"" + setting + "\" is no setting of a query",
        "write -- courant: output=update|append|complete trigger=1s"));
    return this;
  }
}
