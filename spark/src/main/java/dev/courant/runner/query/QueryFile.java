package dev.courant.runner.query;

import dev.courant.runner.report.Problem;
import java.util.List;

/**
 * A query as its user wrote it.
 *
 * @param name the file's name without {@code .sql}: also the output topic
 * @param file as shown to the user
 */
public record QueryFile(String name, String file, String sql, QueryHeader header) {
  /** @param problems to which what is wrong with the settings above it is added */
  public static QueryFile of(QueryText text, List<Problem> problems) {
    QueryHeader header = QueryHeader.parse(text.file(), new SqlText(text.sql()), problems);
    return new QueryFile(text.name(), text.file(), text.sql(), header);
  }
}
