package dev.courant.flink.query;

import dev.courant.runner.query.Setting;
import dev.courant.runner.report.Problem;
import java.util.List;

/**
 * Settings in the comments above a query: {@code -- courant: watermark=10s}.
 *
 * @param watermarkMs how long a reading may be late, in milliseconds; {@code null} when the runner's own setting holds
 */
public record QueryHeader(Long watermarkMs) {
  static QueryHeader parse(String file, SqlText sql, List<Problem> problems) {
    QueryHeader header = new QueryHeader(null);
    for (Setting setting : Setting.above(file, sql.comments(), sql.begin(), problems)) {
      if (setting.name().equals("watermark") && setting.millis().isPresent()) {
        header = new QueryHeader(setting.millis().getAsLong());
      } else {
        problems.add(Problem.inQuery(file, setting.place(),
            "\"" + setting.text() + "\" is no setting of a query that Flink runs", "write -- courant: watermark=10s"));
      }
    }
    return header;
  }
}
