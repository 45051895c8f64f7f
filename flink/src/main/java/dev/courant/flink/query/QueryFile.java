package dev.courant.flink.query;

import dev.courant.runner.query.QueryText;
import dev.courant.runner.report.Problem;
import java.util.List;

/** A query as its user wrote it. */
public record QueryFile(QueryText text, QueryHeader header) {
  /** @param problems to which what is wrong with the settings above it is added */
  public static QueryFile of(QueryText text, List<Problem> problems) {
    return new QueryFile(text, QueryHeader.parse(text.file(), new SqlText(text.sql()), problems));
  }

  public String name() {
    return text.name();
  }

  String statement() {
    return new SqlText(text.sql()).statement();
  }
}
