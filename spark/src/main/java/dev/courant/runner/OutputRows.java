package dev.courant.runner;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A query's columns as a record: {@code key} becomes the record's key, the others its JSON value. */
final class OutputRows {
  private static final String KEY = "key";
  /** A column that is null stays in the JSON, so that every row of a query has the same fields. */
  private static final Map<String, String> JSON =
      Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "ignoreNullFields", "false");

  private OutputRows() {}

  static Dataset<Row> of(Dataset<Row> rows) {
    Column[] fields = Arrays.stream(rows.columns())
        .filter(name -> !name.equals(KEY))
        .map(name -> col("`" + name.replace("`", "``") + "`"))
        .toArray(Column[]::new);
    boolean hasKey = fields.length < rows.columns().length;
    Column key = hasKey ? col(KEY).cast("string") : lit(null).cast("string");
    Column value = fields.length == 0 ? lit("{}") : to_json(struct(fields), JSON);
    return rows.select(key.as(KEY), value.as("value"));
  }
}
