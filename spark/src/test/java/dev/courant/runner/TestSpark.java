package dev.courant.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.expr;

import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryCheck;
import dev.courant.runner.query.QueryFile;
import dev.courant.runner.query.QueryHeader;
import dev.courant.runner.reading.DeadLetters;
import dev.courant.runner.reading.ReadingsView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The real Spark with the runner's own settings, started once for all tests. */
public final class TestSpark {
  /** Nobody listens there: to analyze a query, Spark needs no broker. */
  public static final Arguments ARGUMENTS =
      Arguments.parse("--bootstrap-servers", "localhost:1", "--queries", "queries", "--checkpoints", "target");

  public static final SparkSession SPARK = SparkSettings.session("target");
  public static final Path QUERIES = Path.of("queries");

  private TestSpark() {}

  public static QueryFile file(String name, String sql) {
    return new QueryFile(name, name + ".sql", sql, new QueryHeader("update", null));
  }

  public static QueryFile file(String name, String sql, String output) {
    return new QueryFile(name, name + ".sql", sql, new QueryHeader(output, null));
  }

  public static QueryFile shipped(String name) throws IOException {
    return file(name, Files.readString(QUERIES.resolve(name + ".sql")));
  }

  public static QueryCheck check() {
    DeadLetters deadLetters = new DeadLetters(ARGUMENTS.input().kafka(), "readings.dlq", "q", "readings");
    Dataset<Row> records = ARGUMENTS.input().stream(SPARK);
    return new QueryCheck(SPARK, file -> ReadingsView.view(ReadingsView.parsed(records, deadLetters)), new ArrayList<>());
  }

  public static Query accepted(QueryFile file) {
    QueryCheck check = check();
    List<Query> queries = check.accept(List.of(file));
    if (queries.isEmpty()) {
      throw new AssertionError(check.problems());
    }
    return queries.get(0);
  }

  /** Records as Spark's Kafka source has them, with these values at offsets 0, 1, …, written at the given time. */
  public static Dataset<Row> records(String timestamp, List<String> values) {
    List<Row> rows = new ArrayList<>();
    for (String value : values) {
      rows.add(RowFactory.create(value == null ? null : value.getBytes(UTF_8), (long) rows.size()));
    }
    StructType schema = new StructType().add("value", DataTypes.BinaryType).add("offset", DataTypes.LongType);
    return withOrigin(SPARK.createDataFrame(rows, schema), timestamp);
  }

  public static Dataset<Row> withOrigin(Dataset<Row> values, String timestamp) {
    return values
        .withColumn("timestamp", expr("timestamp'" + timestamp + "'"))
        .withColumn("partition", expr("0"))
        .withColumn("headers", expr(
            "array(named_struct('key', 'producer', 'value', cast('p-1' as binary)), "
                + "named_struct('key', 'seq', 'value', cast('41' as binary)))"));
  }

  /** The records that a query makes of these records: key, value and origin. */
  public static List<Row> rows(QueryFile file, Dataset<Row> records) {
    Query query = accepted(file);
    ReadingsView.uncounted(ReadingsView.parsed(records, null)).createOrReplaceTempView(ReadingsView.NAME);
    return query.over(SPARK).rows(SPARK).collectAsList();
  }
}
