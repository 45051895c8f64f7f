package dev.courant.runner.query;

import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/**
 * Settings in the comments above a query: {@code -- courant: output=append trigger=1s}.
 *
 * @param output {@code update}, {@code append} or {@code complete}
 * @param triggerMs {@code null} when the runner's own setting holds
 */
public record QueryHeader(String output, Long triggerMs) {
  private static final Pattern LINE = Pattern.compile("(--|/\\*)\\s*courant\\s*:(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|min)?");
  private static final Map<String, Long> UNITS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L);
  private static final List<String> OUTPUTS = List.of("update", "append", "complete");

  private record Setting(String text, Place place) {}

  static QueryHeader parse(String file, SqlText sql, List<Problem> problems) {
    Set<String> names = new HashSet<>();
    QueryHeader header = new QueryHeader("update", null);
    for (Setting setting : settings(file, sql, problems)) {
      String name = setting.text.split("=", 2)[0];
      if (names.add(name)) {
        header = header.with(file, setting, problems);
      } else {
        problems.add(Problem.inQuery(file, setting.place, "\"" + name + "\" is set a second time", "leave one of them"));
      }
    }
    return header;
  }

  /** Whatever looks like a setting and is none is refused: nobody notices a setting that has no effect. */
  private static List<Setting> settings(String file, SqlText sql, List<Problem> problems) {
    int begin = sql.words().isEmpty() ? Integer.MAX_VALUE : sql.words().get(0).getStartIndex();
    List<Setting> settings = new ArrayList<>();
    for (Token comment : sql.comments()) {
      Matcher line = LINE.matcher(comment.getText().strip());
      Place place = new Place(comment.getLine(), comment.getCharPositionInLine() + 1);
      if (!line.lookingAt()) {
        continue;
      }
      if (comment.getType() == SqlBaseLexer.SIMPLE_COMMENT && comment.getStartIndex() < begin) {
        for (String text : line.group(2).replaceAll("\\s*=\\s*", "=").strip().split("[\\s,;]+")) {
          settings.add(new Setting(text.toLowerCase(Locale.ROOT), place));
        }
      } else {
        problems.add(Problem.inQuery(file, place, "settings of a query stand above it, each line behind \"--\"",
            "write -- courant:" + line.group(2).replace("*/", "").stripTrailing() + " above the SELECT"));
      }
    }
    return settings;
  }

  private QueryHeader with(String file, Setting setting, List<Problem> problems) {
    String[] pair = setting.text.split("=", 2);
    String value = pair.length == 2 ? pair[1] : "";
    Matcher duration = DURATION.matcher(value);
    if (pair[0].equals("output") && OUTPUTS.contains(value)) {
      return new QueryHeader(value, triggerMs);
    }
    if (pair[0].equals("trigger") && duration.matches()) {
      String unit = duration.group(2) == null ? "ms" : duration.group(2);
      return new QueryHeader(output, Long.parseLong(duration.group(1)) * UNITS.get(unit));
    }
    problems.add(Problem.inQuery(file, setting.place, "\"" + setting.text + "\" is no setting of a query",
        "write -- courant: output=update|append|complete trigger=1s"));
    return this;
  }
}
