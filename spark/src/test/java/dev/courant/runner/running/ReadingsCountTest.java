package dev.courant.runner.running;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.TestSpark;
import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryCheck;
import dev.courant.runner.reading.ReadingsView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each reading of the topic is counted whole and by itself, as a real stream runs it; a file stands for the records. */
class ReadingsCountTest {
  private static final String START = "2026-03-01T12:00:00Z";
  private static final String READING = "{\"sensor\":\"s\",\"kind\":\"k\",\"value\":1,\"event_time\":\"" + START + "\"}\n";

  @TempDir private Path folder;

  private StreamingQueryProgress run(Query query) throws Exception {
    VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> rows.collectAsList();
    StreamingQuery stream = query.rows(TestSpark.SPARK).writeStream()
        .outputMode("append")
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .foreachBatch(write)
        .start();
    stream.processAllAvailable();
    StreamingQueryProgress first = stream.recentProgress()[0];
    stream.stop();
    return first;
  }

  /** Four readings and a record that is none. */
  private Query query(String sql) throws IOException {
    TestSpark.SPARK.conf().set("spark.sql.streaming.numRecentProgressUpdates", "1000");
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(folder.resolve("in/0.txt"), READING.repeat(4) + "broken\n");
    QueryCheck check = new QueryCheck(TestSpark.SPARK, file -> ReadingsView.view(records()), new ArrayList<>());
    List<Query> accepted = check.accept(List.of(TestSpark.file("q", sql, "append")));
    assertEquals(List.of(), check.problems());
    return accepted.get(0);
  }

  private Dataset<Row> records() {
    Dataset<Row> lines = TestSpark.SPARK.readStream().format("text").load(folder.resolve("in").toString())
        .select(col("value").cast("binary").as("value"), lit(0L).as("offset"));
    return ReadingsView.parsed(TestSpark.withOrigin(lines, START), null);
  }

  private static List<Long> read(StreamingQueryProgress batch, Query query, String field) {
    return IntStream.range(0, query.sources().size())
        .mapToObj(reading -> batch.observedMetrics().get(ReadingsView.observed(reading)).<Long>getAs(field))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT sensor FROM readings WHERE 1 = 0",
    "SELECT sensor FROM readings WHERE value > 3",
    "SELECT sensor FROM readings JOIN (SELECT * FROM VALUES ('s') AS v(x) WHERE x > 'z') ON sensor = x",
    "SELECT sensor FROM readings JOIN (SELECT * FROM VALUES (1) AS v(x) WHERE x > 1) ON true",
    "SELECT sensor FROM readings WHERE sensor IN (SELECT x FROM VALUES ('a') AS v(x) WHERE x > 'z')",
  })
  void whateverPassesAllIsRead(String sql) throws Exception {
    Query query = query(sql);
    StreamingQueryProgress batch = run(query);
    assertEquals(List.of(5L), read(batch, query, "rows"));
    assertEquals(List.of(4L), read(batch, query, "valid"));
  }

  @Test
  void theBranchesOfAUnionShareASource() throws Exception {
    Query query = query("SELECT sensor FROM readings UNION ALL SELECT kind FROM readings WHERE value > 3");
    StreamingQueryProgress batch = run(query);
    assertEquals(List.of(5L, 5L), read(batch, query, "rows"));
    assertEquals(List.of(0, 0), query.sources());
    assertEquals(1, batch.sources().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT a.sensor FROM readings AS a JOIN readings AS b ON a.kind = b.kind",
    "WITH t AS (SELECT * FROM readings WHERE value > 0) SELECT a.sensor FROM t AS a JOIN t AS b ON a.kind = b.kind",
  })
  void theSidesOfASelfJoinAreCountedByThemselves(String sql) throws Exception {
    Query query = query(sql);
    StreamingQueryProgress batch = run(query);
    assertEquals(query.sources().stream().distinct().count(), batch.sources().length);
    assertEquals(List.of(5L, 5L), read(batch, query, "rows"));
    assertEquals(List.of(4L, 4L), read(batch, query, "valid"));
  }

  @Test
  void whatTheConditionsLetThroughIsCountedBeforeItIsWritten() throws Exception {
    Query query = query("SELECT sensor FROM readings WHERE value < 3");
    assertEquals(4L, run(query).observedMetrics().get(Query.OBSERVED).<Long>getAs("rows"));
  }
}
