package dev.courant.runner.running;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.courant.runner.TestSpark;
import dev.courant.runner.query.Query;
import dev.courant.runner.source.ReadCounts;
import dev.courant.runner.source.ReadCounts.Sum;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.TestTopic;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each reading of the topic is counted whole, as a real stream runs it. */
class ReadingsCountTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String READING =
      "{\"sensor\":\"s\",\"kind\":\"k\",\"value\":1,\"event_time\":\"" + START + "\"}";
  private static final String WINDOWS = " GROUP BY sensor, window(event_time, '5 seconds')";

  @TempDir private Path folder;
  private Sum counted;

  /** Four readings and a record that is none. */
  private StreamingQueryProgress run(Query query) throws Exception {
    TestTopic topic = TestTopic.make("counted", START);
    topic.add(0, Collections.nCopies(3, READING));
    topic.add(1, List.of("broken", READING));
    ReadCounts counts = ReadCounts.of(TestSpark.SPARK, "q");
    ReadingSource.open("q", TestSpark.opened("counted", counts));
    VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> {
      counts.reset();
      rows.collectAsList();
      counted = batch == 0 ? counts.value() : counted;
    };
    TestSpark.SPARK.conf().set("spark.sql.streaming.numRecentProgressUpdates", "1000");
    StreamingQuery stream = query.rows(TestSpark.SPARK, counts).writeStream()
        .outputMode(query.file().header().output())
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .foreachBatch(write)
        .start();
    stream.processAllAvailable();
    StreamingQueryProgress first = stream.recentProgress()[0];
    stream.stop();
    return first;
  }

  private static Query query(String sql) {
    return TestSpark.accepted(TestSpark.file("q", sql, "append"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT sensor FROM readings WHERE 1 = 0",
    "SELECT sensor FROM readings WHERE value > 3",
    "SELECT sensor FROM readings WHERE sensor IS NULL",
    "SELECT sensor FROM readings JOIN (SELECT * FROM VALUES ('s') AS v(x) WHERE x > 'z') ON sensor = x",
    "SELECT sensor FROM readings JOIN (SELECT * FROM VALUES (1) AS v(x) WHERE x > 1) ON true",
    "SELECT sensor FROM readings WHERE sensor IN (SELECT x FROM VALUES ('a') AS v(x) WHERE x > 'z')",
  })
  void whateverPassesAllIsRead(String sql) throws Exception {
    run(query(sql));
    assertEquals(new Sum(5, 4, START, 0, 0), counted);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT sensor FROM readings UNION ALL SELECT kind FROM readings WHERE value > 3",
    "SELECT sensor FROM readings UNION ALL SELECT sensor FROM readings",
  })
  void theBranchesOfAUnionShareASource(String sql) throws Exception {
    Query query = query(sql);
    StreamingQueryProgress batch = run(query);
    assertEquals(new Sum(10, 8, START, 0, 0), counted);
    assertEquals(List.of(0, 0), query.sources());
    assertEquals(1, batch.sources().length);
  }

  /** On a cluster both branches shuffle the same rows, which Spark would read once. */
  @Test
  void equalBranchesAreReadEachForItself() throws Exception {
    String counts = "SELECT sensor, window.start AS s, count(*) AS n FROM readings" + WINDOWS;
    TestSpark.SPARK.conf().set("spark.sql.shuffle.partitions", "2");
    try {
      run(TestSpark.accepted(TestSpark.file("q", counts + " UNION ALL " + counts)));
    } finally {
      TestSpark.SPARK.conf().set("spark.sql.shuffle.partitions", "1");
    }
    assertEquals(new Sum(10, 8, START, 0, 0), counted);
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
    assertEquals(new Sum(10, 8, START, 0, 0), counted);
  }

  /** Of conditions that Spark joins, splits or leaves out. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "4 | true",
    "0 | 1 = 0",
    "4 | value < 3",
    "0 | value > 3",
    "0 | unit IS NOT NULL",
    "4 | sensor IS NOT NULL AND unit IS NULL",
    "0 | upper(unit) = 'CEL'",
    "0 | value + seq > 100 AND upper(unit) IS NOT NULL",
    "1 | partition = 1",
  })
  void whatTheConditionsOfAWindowLetThroughIsCounted(long passed, String condition) throws Exception {
    run(TestSpark.accepted(TestSpark.file("q", "SELECT sensor AS key, window.start AS window_start, "
        + "window.end AS window_end, count(*) AS n FROM readings WHERE " + condition + WINDOWS)));
    assertEquals(new Sum(5, 4, START, passed, 0), counted);
  }

  /** Nothing stands between its condition and the aggregation. */
  @Test
  void aConditionBehindTheWindowCountsToo() throws Exception {
    run(TestSpark.accepted(TestSpark.file("q", "SELECT sensor AS key, w.start AS window_start, w.end AS window_end, "
        + "count(*) AS n FROM (SELECT sensor, upper(unit) AS u, window(event_time, '5 seconds') AS w FROM readings) "
        + "WHERE u IS NOT NULL GROUP BY sensor, w")));
    assertEquals(new Sum(5, 4, START, 0, 0), counted);
  }
}
