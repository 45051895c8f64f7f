package dev.courant.runner;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryCheck;
import dev.courant.runner.query.QueryFile;
import dev.courant.runner.query.QueryHeader;
import dev.courant.runner.reading.ReadingsView;
import dev.courant.runner.source.Input;
import dev.courant.runner.source.Opened;
import dev.courant.runner.source.Pace;
import dev.courant.runner.source.ReadCounts;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.ReadingSource.Stored;
import dev.courant.runner.source.Splits;
import dev.courant.runner.source.TestTopic;
import dev.courant.runner.source.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
    return check(EventColumns.NONE);
  }

  private static QueryCheck check(EventColumns columns) {
    return new QueryCheck(
        SPARK, columns, (file, some) -> ReadingSource.stream(SPARK, file.name(), some), new ArrayList<>());
  }

  public static Query accepted(QueryFile file) {
    return accepted(file, EventColumns.NONE);
  }

  public static Query accepted(QueryFile file, EventColumns columns) {
    QueryCheck check = check(columns);
    List<Query> queries = check.accept(List.of(file));
    if (queries.isEmpty()) {
      throw new AssertionError(check.problems());
    }
    return queries.get(0);
  }

  /** The readings among records with these values at offsets 0, 1, …, written at the given time. */
  public static Dataset<Row> records(String timestamp, List<String> values) {
    return records(timestamp, values, EventColumns.NONE);
  }

  /** The same with fields of theirs as columns. */
  public static Dataset<Row> records(String timestamp, List<String> values, EventColumns columns) {
    TestTopic topic = TestTopic.make("records", Instant.parse(timestamp));
    topic.add(0, values);
    return ReadingSource.range(SPARK, "records", new Stored(TestTopic.named("records"), columns), Map.of(), topic.ends(0));
  }

  /** What a query that starts over a topic in memory is given; its batches begin at once. */
  public static Opened opened(String topic, ReadCounts counts) {
    Input input = new Input(ARGUMENTS.kafka(), topic, "earliest", Long.MAX_VALUE, EventColumns.NONE);
    return new Opened(input, TestTopic.named(topic), null, counts, new Pace(Duration.ZERO), new Together(),
        new Splits(1, 1), null);
  }

  /** The records that a query makes of these readings: key, value and origin. */
  public static List<Row> rows(QueryFile file, Dataset<Row> readings) {
    Query query = accepted(file);
    readings.createOrReplaceTempView(ReadingsView.NAME);
    return query.over(SPARK).rows(SPARK, ReadCounts.of(SPARK, "test")).collectAsList();
  }
}
