package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import dev.courant.runner.TestSpark;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCheckTest {
  private static final String FROM = " FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS ";

  private static Problem problem(QueryFile file) {
    QueryCheck check = TestSpark.check();
    assertEquals(List.of(), check.accept(List.of(file)));
    assertEquals(1, check.problems().size(), check.problems().toString());
    return check.problems().get(0);
  }

  private static void assertRefused(String sql, int line, String message) {
    Problem problem = problem(TestSpark.file("q", sql));
    assertEquals("q.sql", problem.file());
    assertEquals(Problem.QUERY_INVALID, problem.code());
    assertEquals(message, problem.message());
    assertEquals(line, problem.line(), problem.message());
    assertFalse(problem.hint().isBlank());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "SELECT * FROM readings",
    "SELECT * FROM readings;",
    "SELECT * FROM readings ; -- the end\n",
    "FROM readings SELECT sensor AS key, value",
    "WITH hot AS (SELECT * FROM readings WHERE value > 3) SELECT sensor FROM hot",
    "SELECT sensor AS key, data:humidity::double AS humidity FROM readings",
    "SELECT sensor, try_variant_get(data, '$.a', 'int') AS a FROM readings",
    "SELECT DISTINCT sensor FROM readings",
    "SELECT sensor, producer, seq, partition, offset, timestamp FROM readings",
    "SELECT ';' AS semicolon, sensor FROM readings",
    "SELECT 'it''s; -- so' AS a, \"; /* \" AS b, sensor FROM readings; /* and ; */ -- done; done",
    "-- why; not\n/* nested /* comment; */ still; */\nSELECT sensor FROM readings WHERE unit <> ';' -- ; end",
    "SELECT SENSOR, READINGS.VALUE FROM READINGS",
  })
  void acceptsASelectOverReadings(String sql) {
    assertEquals("q", TestSpark.accepted(TestSpark.file("q", sql)).name());
  }

  @Test
  void refusesWhatIsNoSelect() {
    String only = "only a SELECT is accepted, this is ";
    assertRefused("CREATE TABLE t (a INT)", 1, only + "CREATE");
    assertRefused("-- why\n\nDROP VIEW readings", 3, only + "DROP");
    assertRefused("SET spark.sql.shuffle.partitions=7", 1, only + "SET");
    assertRefused("INSERT INTO t SELECT * FROM readings", 1, only + "INSERT");
    assertRefused("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM readings", 1, only + "WITH");
    assertRefused("FROM readings INSERT INTO t SELECT * INSERT INTO u SELECT *", 1, only + "FROM");
    assertRefused("EXPLAIN SELECT * FROM readings", 1, only + "EXPLAIN");
    assertRefused("CACHE TABLE readings", 1, only + "CACHE");
    assertEquals("1", TestSpark.SPARK.conf().get("spark.sql.shuffle.partitions"));
  }

  @Test
  void refusesNoneAndTwo() {
    assertRefused("", 0, "the file has no statement");
    assertRefused("-- nothing but /* comments */\n/* here\n*/ ", 0, "the file has no statement");
    assertRefused("SELECT * FROM readings;\n\nSELECT 2", 3, "the file has two statements");
    assertRefused("SELECT 1; DROP TABLE t", 1, "the file has two statements");
    assertRefused("SELECT '; -- ' AS a FROM readings /* ; */;\n-- and\nSELECT 2", 3, "the file has two statements");
    assertRefused("SELECT sensor FROM readings\n /* never closed; SELECT", 2, "the comment that begins here has no end");
    assertRefused("BEGIN SELECT 1; SELECT 2; END", 1, "only a SELECT is accepted, this is BEGIN");
  }

  @Test
  void namesTheLineOfAMistake() {
    assertRefused("SELECT sensor\nFRM readings", 2, "syntax error at or near 'readings': extra input 'readings'");
    assertRefused("SELECT 1\nFROM reading", 2,
        "the table or view `reading` cannot be found");
    Problem column = problem(TestSpark.file("q", "SELECT sensor,\n  valu\nFROM readings"));
    assertEquals(new Place(2, 3), column.place());
    assertTrue(column.message().contains("`valu` cannot be resolved"), column.message());
    assertTrue(column.message().contains("`value`"), column.message());
  }

  @Test
  void anIntervalThatIsNoneIsNamed() {
    String said = "\"10 minuts\" is not a duration";
    assertRefused("SELECT sensor, count(*)\nFROM readings WATERMARK event_time DELAY OF INTERVAL 10 minuts\n"
        + "GROUP BY sensor", 2, said);
    assertRefused("SELECT sensor\nFROM readings WATERMARK event_time DELAY OF INTERVAL '10 minuts'\nGROUP BY 1", 2, said);
    assertRefused("SELECT sensor FROM readings WATERMARK event_time DELAY OF '10 minuts' GROUP BY 1", 1, said);
    assertRefused("SELECT count(*)" + FROM + "\nGROUP BY\n window(event_time, '10 minuts')", 3, said);
  }

  @Test
  void refusesWhatSparkCannotStream() {
    assertRefused("SELECT 1 AS one", 0, "the query does not read from readings");
    Problem sorted = problem(TestSpark.file("q", "SELECT * FROM readings\nORDER BY value"));
    assertTrue(sorted.message().startsWith("ORDER BY is not supported on a stream"), sorted.message());
    assertEquals(2, sorted.line());
    QueryFile append = TestSpark.file("q", "SELECT sensor, count(*) FROM readings GROUP BY sensor", "append");
    assertTrue(problem(append).message().contains("watermark"), problem(append).message());
    assertRefused("SELECT sensor, value AS Sensor FROM readings", 0, "two columns are named \"Sensor\"");
  }

  private static String hint(String sql, String output) {
    return problem(TestSpark.file("q", sql, output)).hint();
  }

  private static final String APPEND = "write this line above the SELECT: -- courant: output=append";

  /** The first cell is what the hint must hold. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "output=append   | SELECT sensor AS key, session_window.start AS s, count(*) AS n @FROM GROUP BY sensor, session_window(event_time, '5 minutes')",
    "WATERMARK       | SELECT sensor AS key, count(*) AS n FROM readings GROUP BY sensor, session_window(event_time, '5 minutes')",
    "output=append   | SELECT a.sensor FROM (SELECT * @FROM) a LEFT JOIN (SELECT * @FROM) b ON a.seq = b.seq AND b.event_time BETWEEN a.event_time AND a.event_time + INTERVAL 1 SECOND",
    "both sides      | SELECT a.sensor FROM readings a LEFT JOIN readings b ON a.seq = b.seq",
    "be the side     | SELECT r.sensor FROM VALUES ('a') AS l(kind) LEFT JOIN readings r ON r.kind = l.kind",
    "output=complete | SELECT sensor AS key, count(*) AS n FROM readings GROUP BY sensor ORDER BY n",
    "leave ORDER BY  | SELECT sensor FROM readings ORDER BY value",
    "window(event_ti | SELECT sensor, lag(value) OVER (PARTITION BY sensor ORDER BY event_time) AS b FROM readings",
    "FILTER          | SELECT * FROM (SELECT sensor, kind, value FROM readings) PIVOT (avg(value) FOR kind IN ('temperature'))",
    "approx_count_di | SELECT sensor, count(DISTINCT kind) FROM readings GROUP BY sensor",
    "use a JOIN      | SELECT sensor FROM readings WHERE value > (SELECT avg(value) FROM readings)",
    "try_variant_get | SELECT sensor, humidity FROM readings",
    "try_variant_get | SELECT sensor, data.humidity FROM readings",
    "add GROUP BY    | SELECT sensor, count(*) FROM readings",
    "in days         | SELECT sensor, count(*) AS n FROM readings GROUP BY sensor, window(event_time, '1 month')",
  })
  void saysWhatWouldHelp(String help, String sql) {
    String hint = hint(sql.replace("@FROM", FROM), "update");
    assertTrue(hint.contains(help), hint);
  }

  @Test
  void anOutputModeThatDoesNotFitIsLeftOut() {
    assertEquals("leave output=complete out", hint("SELECT sensor FROM readings", "complete"));
    String append = hint("SELECT sensor, count(*) FROM readings GROUP BY sensor", "append");
    assertTrue(append.startsWith("leave output=append out, or: FROM readings WATERMARK"), append);
    assertEquals(APPEND, hint("SELECT sensor, session_window.start, count(*)" + FROM
        + "GROUP BY sensor, session_window(event_time, '5 minutes')", "update"));
  }

  @Test
  void saysWhatIsWrongInAllFilesAtOnce() {
    QueryCheck check = TestSpark.check();
    List<Query> accepted = check.accept(List.of(
        TestSpark.file("a", "SELECT"), TestSpark.file("b", "SELECT * FROM readings"), TestSpark.file("c", "DROP TABLE t")));
    assertEquals(List.of("b"), accepted.stream().map(Query::name).toList());
    assertEquals(List.of("a.sql", "c.sql"), check.problems().stream().map(Problem::file).toList());
  }
}
