package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.TestSpark;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the runner makes of a plan: how its readings can be found again, and which edits its state survives. */
class PlanTest {
  private static final String FROM = " FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS ";
  private static final String COLUMNS =
      "SELECT sensor AS key, window.start AS window_start, window.end AS window_end, count(*) AS n";
  private static final String GROUP = " GROUP BY sensor, window(event_time, '5 seconds')";

  private static Query query(String sql) {
    return TestSpark.accepted(TestSpark.file("q", sql));
  }

  @Test
  void knowsTheShippedQueries() throws IOException {
    assertEquals(new PlanKind.Window(5000, 10_000L), TestSpark.accepted(TestSpark.shipped("sensor_stats")).kind());
    assertEquals(new PlanKind.Stateless(), TestSpark.accepted(TestSpark.shipped("hot_readings")).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    COLUMNS + FROM + GROUP,
    COLUMNS + " FROM readings " + GROUP,
    COLUMNS + FROM + "WHERE kind = 'temperature' AND value > 3" + GROUP,
    "SELECT key, window_start, window_end, n, round(a, 2) AS a FROM (" + COLUMNS + ", avg(value) AS a" + FROM + GROUP + ")",
    "SELECT upper(sensor) AS key, window.start AS window_start, window.end AS window_end, count(1) AS n" + FROM
        + "GROUP BY upper(sensor), window(event_time, '5 seconds')",
    "SELECT 'all' AS key, window.start AS window_start, window.end AS window_end, count(*) AS n" + FROM
        + "GROUP BY window(event_time, '5 seconds')",
    "SELECT key, t.window.start AS window_start, t.window.end AS window_end, count(*) AS n FROM (SELECT sensor AS key, "
        + "event_time AS at, window(event_time, '5 seconds') AS window FROM readings) AS t GROUP BY key, t.window",
    "SELECT s AS key, window.start AS window_start, window.end AS window_end, count(*) AS n FROM "
        + "(SELECT sensor AS s, event_time AS at FROM readings) GROUP BY s, window(at, '5 seconds')",
    "SELECT SENSOR AS Key, WINDOW.START AS WINDOW_START, Window.End AS Window_End, COUNT(*) AS N FROM READINGS "
        + "GROUP BY SENSOR, window(EVENT_TIME, '5 seconds')",
  })
  void recognisesOneTumblingWindow(String sql) {
    assertInstanceOf(PlanKind.Window.class, query(sql).kind(), () -> query(sql).kind().toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "HAVING          | @COLUMNS @FROM @GROUP HAVING count(*) > 3",
    "n = count(*)    | SELECT sensor AS key, window.start AS window_start, window.end AS window_end, count(value) AS n @FROM @GROUP",
    "n = count(*)    | SELECT sensor AS key, window.start AS window_start, count(*) AS n @FROM @GROUP",
    "n = count(*)    | @COLUMNS @FROM GROUP BY sensor, kind, window(event_time, '5 seconds')",
    "n = count(*)    | SELECT kind AS key, window.start AS window_start, window.end AS window_end, count(*) AS n @FROM GROUP BY kind, sensor, window(event_time, '5 seconds')",
    "Expand          | @COLUMNS @FROM GROUP BY sensor, window(event_time, '10 seconds', '5 seconds')",
    "epoch           | @COLUMNS @FROM GROUP BY sensor, window(event_time, '5 seconds', '5 seconds', '2 seconds')",
    "over event_time itself | @COLUMNS FROM readings GROUP BY sensor, window(timestamp, '5 seconds')",
    "over event_time itself | @COLUMNS FROM (SELECT sensor, timestamp AS event_time FROM readings) @GROUP",
    "over event_time itself | @COLUMNS FROM (SELECT sensor, event_time + INTERVAL 2 SECONDS AS event_time FROM readings) @GROUP",
    "over event_time itself | @COLUMNS FROM readings GROUP BY sensor, window(event_time + INTERVAL 2 SECONDS, '5 seconds')",
    "whole milliseconds | @COLUMNS @FROM GROUP BY sensor, window(event_time, '1500 microseconds')",
    "two groups may have one text | SELECT array(sensor, kind) AS key, window.start AS window_start, window.end AS window_end, count(*) AS n @FROM GROUP BY array(sensor, kind), window(event_time, '5 seconds')",
    "two groups may have one text | SELECT struct(sensor) AS key, window.start AS window_start, window.end AS window_end, count(*) AS n @FROM GROUP BY struct(sensor), window(event_time, '5 seconds')",
    "something else  | SELECT sensor AS key, count(*) AS n FROM readings GROUP BY sensor",
    "Distinct        | SELECT DISTINCT sensor FROM readings",
    "Generate        | SELECT sensor, explode(array(1, 2)) AS a FROM readings",
    "more than once  | SELECT sensor FROM readings UNION ALL SELECT kind FROM readings",
  })
  void saysWhyReadingsCannotBeFoundAgain(String reason, String sql) {
    String whole = sql.replace("@COLUMNS", COLUMNS).replace("@FROM", FROM).replace("@GROUP", GROUP);
    PlanKind.Other other = assertInstanceOf(PlanKind.Other.class, query(whole).kind());
    assertTrue(other.reason().contains(reason), other.reason());
  }

  @Test
  void appendKeepsOpenWindowsBack() {
    Query append = TestSpark.accepted(TestSpark.file("q", COLUMNS + FROM + GROUP, "append"));
    assertTrue(((PlanKind.Other) append.kind()).reason().contains("append"));
  }

  @Test
  void aWatermarkOnAnotherColumnMakesNoReadingLate() {
    Query query = query(COLUMNS + " FROM readings WATERMARK timestamp DELAY OF INTERVAL 10 SECONDS " + GROUP);
    assertEquals(new PlanKind.Window(5000, null), query.kind());
    assertFalse(query.dropsLate());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT sensor FROM readings LIMIT 10",
    "SELECT sensor FROM (SELECT sensor FROM readings LIMIT 10) WHERE sensor > 'a'",
    "WITH t AS (SELECT sensor FROM readings LIMIT 10) SELECT * FROM t",
    "WITH t AS (SELECT * FROM readings), u AS (SELECT * FROM t LIMIT 10) SELECT sensor FROM u",
    "WITH t AS (SELECT * FROM readings) SELECT sensor FROM t LIMIT 10",
  })
  void refusesWhatSparkDoesNotReadToTheEnd(String sql) {
    QueryCheck check = TestSpark.check();
    assertEquals(List.of(), check.accept(List.of(TestSpark.file("q", sql, "append"))));
    assertTrue(check.problems().get(0).message().contains("LIMIT"), check.problems().toString());
    assertTrue(check.problems().get(0).hint().contains("courant show q -n 10"), check.problems().toString());
  }

  /** Spark reads equal relations once; with Kafka's, a join makes the second one another. */
  @Test
  void knowsWhichReadingIsWhichSource() {
    assertEquals(List.of(0), query("SELECT sensor FROM readings").sources());
    assertEquals(List.of(0, 0), query("SELECT sensor FROM readings UNION ALL SELECT kind FROM readings").sources());
    assertEquals(List.of(0, 1),
        TestSpark.accepted(TestSpark.file("q", "SELECT a.sensor FROM readings a JOIN readings b ON a.kind = b.kind", "append"))
            .sources());
  }

  @Test
  void aLimitOfFixedRowsIsNoLimitOfReadings() {
    query("SELECT sensor FROM readings JOIN (SELECT * FROM VALUES ('a'), ('b') AS v(s) LIMIT 1) ON sensor = s");
  }

  @Test
  void theFingerprintIsThePlansAndNotTheTexts() {
    Fingerprint first = query(COLUMNS + FROM + GROUP).fingerprint();
    assertEquals(first, query("-- why\n" + (COLUMNS + FROM + GROUP).replace(" AS ", "\n  as ")).fingerprint());
    assertEquals(16, first.plan().length());
    assertNotEquals(first.plan(), query(COLUMNS + ", max(value) AS m" + FROM + GROUP).fingerprint().plan());
  }

  @Test
  void aStatelessEditKeepsTheState() {
    Fingerprint one = query("SELECT sensor FROM readings WHERE value > 30").fingerprint();
    Fingerprint other = query("SELECT sensor, kind FROM readings WHERE value > 31").fingerprint();
    assertEquals(Fingerprint.STATELESS, one.state());
    assertEquals(one.state(), other.state());
    assertNotEquals(one.plan(), other.plan());
  }

  @Test
  void onlyEditsBelowTheAggregationTouchTheState() {
    String state = query(COLUMNS + ", avg(value) AS a" + FROM + GROUP).fingerprint().state();
    assertEquals(state, query(COLUMNS + ", round(avg(value), 2) AS mean" + FROM + GROUP).fingerprint().state());
    assertNotEquals(state, query(COLUMNS + ", max(value) AS a" + FROM + GROUP).fingerprint().state());
    assertNotEquals(state, query(COLUMNS + ", avg(value) AS a" + FROM + "WHERE value > 0" + GROUP).fingerprint().state());
    assertNotEquals(state, query(COLUMNS + ", avg(value) AS a" + FROM + GROUP.replace('5', '6')).fingerprint().state());
    assertNotEquals(state, query("SELECT sensor FROM readings").fingerprint().state());
  }

  private static String state(String sql) {
    return query(sql).fingerprint().state();
  }

  @Test
  void whereSparkKeepsNoStateEveryEditGoesOn() {
    String limits = "SELECT r.sensor AS key FROM readings r JOIN VALUES ('temperature', 30) AS l(kind, most) ON r.kind = l.kind";
    assertEquals(Fingerprint.STATELESS, state(limits));
    assertEquals(Fingerprint.STATELESS, state(limits.replace("r.kind = l.kind", "l.kind = r.kind").replace("30", "31")));
    assertNotEquals(query(limits).fingerprint().plan(), query(limits.replace("30", "31")).fingerprint().plan());
    assertEquals(Fingerprint.STATELESS, state("WITH hot AS (SELECT * FROM readings WHERE value > 3) SELECT sensor FROM hot"));
    String two = "SELECT sensor FROM readings WHERE value > 15 UNION ALL SELECT sensor FROM readings WHERE value < 0";
    assertEquals(state(two), state(two.replace("15", "16")));
  }

  /** Spark stores the offsets of each reading, and does not start with more or fewer of them. */
  @Test
  void readingTheTopicOnceMoreIsAnotherState() {
    String one = "SELECT sensor FROM readings";
    assertNotEquals(state(one), state(one + " UNION ALL " + one));
    assertNotEquals(state(one + " UNION ALL " + one), state(one + " UNION ALL " + one + " UNION ALL " + one));
  }

  @Test
  void onlyWhatLiesBelowAnOperatorWithStateIsGuarded() {
    String counts = COLUMNS + FROM + GROUP;
    String two = counts + " UNION ALL SELECT sensor, event_time, event_time, seq FROM readings WHERE value > 1";
    assertEquals(state(two), state(two.replace("value > 1", "value > 2")));
    assertNotEquals(state(two), state(two.replace("5 seconds", "6 seconds")));
    String joined = COLUMNS + " FROM readings r JOIN VALUES ('temperature', 30) AS l(k, most) ON r.kind = l.k" + GROUP;
    assertNotEquals(state(joined), state(joined.replace("30", "31")));
    String pairs = "SELECT a.sensor AS key FROM readings a JOIN readings b ON a.sensor = b.sensor AND a.seq = b.seq";
    assertNotEquals(state(pairs), state(pairs.replace("a.seq = b.seq", "a.seq = b.seq + 1")));
    assertNotEquals(state("SELECT DISTINCT sensor FROM readings"), state("SELECT DISTINCT kind FROM readings"));
  }
}
