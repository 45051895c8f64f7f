package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.TestSpark;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that is run again: Spark gives the same records to other tasks, in another order. */
class RowIdentityTest {
  private static final String NOW = "2026-03-01T12:00:00Z";
  private static final String WINDOWS = " FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS "
      + "GROUP BY kind, window(event_time, '5 seconds')";

  /** Of three kinds, with values whose sum depends on the order in which they are added. */
  private static final List<String> RECORDS = IntStream.range(0, 60)
      .mapToObj(i -> "{\"sensor\":\"s" + i % 7 + "\",\"kind\":\"k" + i % 3 + "\",\"value\":" + Math.pow(10, i % 17) / 3
          + ",\"event_time\":\"2026-03-01T11:59:" + (10 + i / 3) + "Z\"}")
      .toList();

  private static Query query(String sql) {
    return TestSpark.accepted(TestSpark.file("q", sql));
  }

  private static List<Row> run(String sql) {
    return TestSpark.rows(TestSpark.file("q", sql), TestSpark.records(NOW, RECORDS).repartition(1));
  }

  private static List<Row> runAgain(String sql) {
    return TestSpark.rows(TestSpark.file("q", sql),
        TestSpark.records(NOW, RECORDS).repartition(3, functions.hash(functions.col("offset"))).sortWithinPartitions(
            functions.col("offset").desc()));
  }

  private static List<String> texts(List<Row> rows, Function<Row, String> text) {
    return rows.stream().map(text).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT sensor AS key, value FROM readings",
    "WITH t AS (SELECT sensor AS s, value FROM readings WHERE value > 3) SELECT s AS key, value FROM t",
    "WITH t AS (SELECT sensor AS s, value FROM readings) SELECT * FROM t WHERE value < 9 UNION ALL SELECT * FROM t",
    "SELECT r.sensor AS key, v.name FROM readings r JOIN (VALUES ('k0', 'a'), ('k0', 'b'), ('k1', 'c')) AS v(kind, name)"
        + " ON r.kind = v.kind",
    "SELECT sensor AS key, kind FROM readings WHERE kind IN (SELECT k FROM VALUES ('k0'), ('k1') AS v(k))",
    "SELECT sensor, name FROM readings LEFT JOIN (SELECT * FROM VALUES ('k0', 'a') AS v(kind, name)) USING (kind)",
    "SELECT sensor, kind FROM readings UNION ALL SELECT kind, sensor FROM readings WHERE value > 5",
    "SELECT sensor AS key, explode(array(1, value, 1)) AS x FROM readings",
    "SELECT kind AS key, window.start AS s, avg(value) AS a, sum(value) AS t" + WINDOWS,
    "SELECT kind, count(*) AS n, stddev(value) AS d FROM readings GROUP BY kind, sensor",
    "SELECT kind, count(*) AS n FROM readings GROUP BY GROUPING SETS ((kind), (sensor), ())",
    "SELECT count(*) AS n, sum(value) AS t FROM readings",
    "SELECT window.start AS s, sum(value) AS t FROM readings GROUP BY window(event_time, '10 seconds', '5 seconds')",
    "SELECT DISTINCT kind, sensor FROM readings",
    "SELECT DISTINCT CAST(timestamp_micros(offset) AS timestamp_ntz) AS t, kind FROM readings",
    "SELECT CAST(unhex(hex(128 + offset)) AS string) AS s, count(*) AS n FROM readings GROUP BY ALL",
    "SELECT unhex(hex(128 + offset)) AS s, offset * INTERVAL '0.000001' SECOND AS i, count(*) AS n FROM readings GROUP BY ALL",
    "SELECT kind, sum(value) AS t FROM readings GROUP BY kind HAVING count(*) > 3 AND max(value) > 1",
    "SELECT kind, first(value) AS f, collect_list(value) AS l FROM readings GROUP BY kind",
    "SELECT sensor AS key, rand() AS r, uuid() AS u FROM readings",
    "SELECT sensor AS key FROM readings WHERE event_time < current_timestamp() AND event_time < now()",
  })
  void aRowIsNamedByWhatItIsMadeOf(String sql) {
    assertTrue(query(sql).tellsRepeatedRows(), () -> query(sql).kind().toString());
    List<String> ids = texts(run(sql), row -> row.getString(2));
    assertFalse(ids.isEmpty());
    assertEquals(ids, texts(runAgain(sql), row -> row.getString(2)));
    boolean isNumbered = sql.contains("explode") || sql.contains("'b'");
    assertEquals(isNumbered, new HashSet<>(ids).size() < ids.size(), ids::toString);
  }

  /** The negative control: what is in the rows does differ, so a name made of it would. */
  @Test
  void theContentOfARowIsNoName() {
    String sql = "SELECT kind AS key, sum(value) AS t, sensor FROM readings GROUP BY kind, sensor";
    assertNotEquals(texts(run(sql), row -> row.getString(1)), texts(runAgain(sql), row -> row.getString(1)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "depends on rand        | SELECT sensor FROM readings WHERE rand() < 0.3",
    "depends on rand        | SELECT sensor FROM (SELECT sensor, rand() AS r FROM readings) WHERE r < 0.3",
    "depends on rand        | WITH t AS (SELECT sensor, rand() AS r FROM readings) SELECT t.sensor FROM t WHERE r < 0.3",
    "groups depend on rand  | SELECT g, count(*) AS n FROM (SELECT floor(rand() * 3) AS g FROM readings) GROUP BY g",
    "groups depend on uuid  | SELECT DISTINCT uuid() AS u FROM readings",
    "depends on rand        | SELECT explode(sequence(1, CAST(1 + rand() * 3 AS int))) AS x FROM readings",
    "depends on avg         | SELECT kind, avg(value) AS a FROM readings GROUP BY kind HAVING avg(value) > 3",
    "depends on sum         | SELECT * FROM (SELECT kind, sum(value) AS t FROM readings GROUP BY kind) WHERE t > 3",
    "depends on first       | SELECT kind, first(sensor) AS f FROM readings GROUP BY kind HAVING first(sensor) = 's1'",
    "depends on collect_set | SELECT kind, explode(collect_set(sensor)) AS f FROM readings GROUP BY kind",
    "else than VALUES       | SELECT sensor FROM readings JOIN range(10) AS r ON readings.seq = r.id",
  })
  void saysWhyARepeatedRowCannotBeTold(String reason, String sql) {
    Query query = query(sql);
    assertFalse(query.tellsRepeatedRows());
    String said = assertInstanceOf(PlanKind.Other.class, query.kind()).reason();
    assertTrue(said.startsWith("a repeated row cannot be told: ") && said.contains(reason), said);
  }

  @Test
  void aNamedSubqueryIsPartOfTheQuery() {
    assertEquals(new PlanKind.Stateless(),
        query("WITH t AS (SELECT sensor, value FROM readings) SELECT sensor FROM t WHERE value > 3").kind());
    assertEquals(Fingerprint.STATELESS,
        query("WITH t AS (SELECT sensor FROM readings) SELECT sensor FROM t").fingerprint().state());
    assertEquals(new PlanKind.Window(5000, 10_000L), query("WITH t AS (SELECT kind AS key, window.start AS window_start, "
        + "window.end AS window_end, count(*) AS n" + WINDOWS + ") SELECT * FROM t").kind());
  }

  @Test
  void chanceInAColumnChangesWhatARowSaysButNotWhichThereAre() {
    assertEquals(new PlanKind.Stateless(), query("SELECT sensor AS key, rand() AS r FROM readings").kind());
  }
}
