package dev.courant.runner.query;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A query's columns as {@code key}, {@code value} and {@code origin}: the column {@code key} becomes the record's
 * key, the others its JSON value; a row without {@link RowOrigin#COLUMN} has no origin.
 */
final class OutputRows {
  private static final String KEY = "key";
  /** A column that is null stays in the JSON, so that every row of a query has the same fields. */
  private static final Map<String, String> JSON =
      Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "ignoreNullFields", "false");

  private OutputRows() {}

  static Dataset<Row> of(Dataset<Row> rows) {
    Column[] fields = Arrays.stream(rows.columns())
        .filter(name -> !name.equalsIgnoreCase(KEY) && !name.equals(RowOrigin.COLUMN))
        .map(OutputRows::column)
        .toArray(Column[]::new);
    Column value = fields.length == 0 ? lit("{}") : to_json(struct(fields), JSON);
    return rows.select(
        text(rows, KEY).as(KEY), value.as("value"), text(rows, RowOrigin.COLUMN).as("origin"));
  }

  private static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  /** Names have no case in SQL. */
  private static Column text(Dataset<Row> rows, String column) {
    return Arrays.stream(rows.columns())
        .filter(column::equalsIgnoreCase)
        .findFirst()
        .map(OutputRows::column)
        .orElse(lit(null))
        .cast("string");
  }
}
