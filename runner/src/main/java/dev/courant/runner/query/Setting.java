package dev.courant.runner.query;

import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One setting in the comments above a query: {@code -- courant: output=append trigger=1s} has two. */
public record Setting(String text, Place place) {
  private static final Pattern LINE = Pattern.compile("(--|/\\*)\\s*courant\\s*:(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|min)?");
  private static final Map<String, Long> UNITS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L);

  public String name() {
    return text.split("=", 2)[0];
  }

  public String value() {
    String[] pair = text.split("=", 2);
    return pair.length == 2 ? pair[1] : "";
  }

  /** The value as milliseconds; empty where it is no duration. */
  public OptionalLong millis() {
    Matcher duration = DURATION.matcher(value());
    if (!duration.matches()) {
      return OptionalLong.empty();
    }
    String unit = duration.group(2) == null ? "ms" : duration.group(2);
    return OptionalLong.of(Long.parseLong(duration.group(1)) * UNITS.get(unit));
  }

  /**
   * Whatever looks like a setting and is none is refused: nobody notices a setting that has no effect.
   *
   * @param begin index of the query's first word
   * @return each name once
   */
  public static List<Setting> above(String file, List<Comment> comments, int begin, List<Problem> problems) {
    List<Setting> settings = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Setting setting : all(file, comments, begin, problems)) {
      if (names.add(setting.name())) {
        settings.add(setting);
      } else {
        problems.add(Problem.inQuery(
            file, setting.place, "\"" + setting.name() + "\" is set a second time", "leave one of them"));
      }
    }
    return settings;
  }

  private static List<Setting> all(String file, List<Comment> comments, int begin, List<Problem> problems) {
    List<Setting> settings = new ArrayList<>();
    for (Comment comment : comments) {
      Matcher line = LINE.matcher(comment.text().strip());
      if (!line.lookingAt()) {
        continue;
      }
      if (comment.isLine() && comment.start() < begin) {
        for (String text : line.group(2).replaceAll("\\s*=\\s*", "=").strip().split("[\\s,;]+")) {
          settings.add(new Setting(text.toLowerCase(Locale.ROOT), comment.place()));
        }
      } else {
        problems.add(Problem.inQuery(file, comment.place(),
            "settings of a query stand above it, each line behind \"--\"",
            "write -- courant:" + line.group(2).replace("*/", "").stripTrailing() + " above the SELECT"));
      }
    }
    return settings;
  }
}
