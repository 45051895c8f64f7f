package dev.courant.flink.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.flink.columns.EventColumns;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.QueryText;
import dev.courant.runner.report.Place;
import dev.courant.runner.report.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

/** What Flink's own planner makes of queries. */
class PlannerTest {
  private static final String WINDOW = """
      SELECT sensor AS key, TUMBLE_START(event_time, INTERVAL '5' SECOND) AS window_start,
        TUMBLE_END(event_time, INTERVAL '5' SECOND) AS window_end, COUNT(*) AS n%s
      FROM readings%s GROUP BY sensor, TUMBLE(event_time, INTERVAL '5' SECOND)""";

  private final List<Problem> problems = new ArrayList<>();

  private EventColumns columns = EventColumns.NONE;

  private Query planned(String sql) {
    QueryFile file = QueryFile.of(new QueryText("q", "q.sql", sql), problems);
    Configuration settings = new Configuration();
    settings.setString("table.local-time-zone", "UTC");
    settings.setString("table.exec.emit.early-fire.enabled", "true");
    settings.setString("table.exec.emit.early-fire.delay", "50 ms");
    settings.setString("table.exec.uid.generation", "ALWAYS");
    return new QueryCheck(new Planner(name -> settings, 10_000, columns), problems).accept(file)
        .map(Planner.Planned::query)
        .orElse(null);
  }

  private PlanKind kind(String sql) {
    Query query = planned(sql);
    assertEquals(List.of(), problems);
    return query.kind();
  }

  private static String window(String columns, String where) {
    return WINDOW.formatted(columns, where);
  }

  @Test
  void knowsWhichQueriesCanBeProven() {
    assertEquals(new PlanKind.Stateless(), kind("SELECT sensor AS key, `value` FROM readings WHERE `value` > 3"));
    assertEquals(new PlanKind.Window(5_000L, 10_000L), kind(window(", AVG(`value`) AS a", " WHERE kind = 'x'")));
    assertEquals(new PlanKind.Window(5_000L, 3_000L), kind("-- courant: watermark=3s\n" + window("", "")));
  }

  @Test
  void saysWhyAnotherCannot() {
    assertEquals(new PlanKind.Other("it groups by something else than a tumbling window of event_time"),
        kind("SELECT sensor AS key, COUNT(*) AS n FROM readings GROUP BY sensor"));
    assertTrue(kind("""
        SELECT sensor AS key, window_start, window_end, COUNT(*) AS n
        FROM TABLE(TUMBLE(TABLE readings, DESCRIPTOR(event_time), INTERVAL '5' SECOND))
        GROUP BY sensor, window_start, window_end""") instanceof PlanKind.Other other
        && other.reason().contains("when it closes"));
    assertTrue(kind(window(", AVG(`value`) AS a", "").replace("COUNT(*)", "COUNT(DISTINCT unit)")) instanceof PlanKind.Other);
    assertTrue(kind(window("", "") + " HAVING COUNT(*) > 3") instanceof PlanKind.Other);
  }

  @Test
  void aRunningCountUpdatesItsRows() {
    assertTrue(planned("SELECT sensor AS key, COUNT(*) AS n FROM readings GROUP BY sensor").isUpdating());
    assertEquals(List.of(), problems);
  }

  @Test
  void theFingerprintIsOfThePlanAndNotOfItsText() {
    Fingerprint one = planned(window("", "")).fingerprint();
    assertEquals(one, planned("-- a comment\n" + window("", "").replace("\n", "  \n")).fingerprint());
    assertEquals(one.state(), planned(window(", UPPER(sensor) AS loud", "")).fingerprint().state());
    assertNotEquals(one.plan(), planned(window(", UPPER(sensor) AS loud", "")).fingerprint().plan());
    assertNotEquals(one.state(), planned(window("", "").replace("'5'", "'7'")).fingerprint().state());
    assertNotEquals(one.state(), planned(window("", " WHERE `value` > 3")).fingerprint().state());
    assertEquals("stateless", planned("SELECT sensor AS key FROM readings").fingerprint().state());
  }

  @Test
  void fieldsOfEventsAreColumnsAndOnlyThoseThatAreReadCount() {
    String sql = "SELECT `user` AS key, shop.city AS city, SUM(amount) AS total FROM readings GROUP BY `user`, shop.city";
    columns = EventColumns.parse("{\"user\":\"key\",\"amount\":\"double\",\"shop\":{\"city\":\"string\"}}");
    Fingerprint one = planned(sql).fingerprint();
    assertEquals(List.of(), problems);
    columns = EventColumns.parse(
        "{\"user\":\"key\",\"more\":\"long\",\"amount\":\"double\",\"shop\":{\"city\":\"string\"}}");
    assertEquals(one, planned(sql).fingerprint());
    columns = EventColumns.parse("{\"user\":\"key\",\"amount\":\"long\",\"shop\":{\"city\":\"string\"}}");
    assertNotEquals(one.state(), planned(sql).fingerprint().state());
  }

  @Test
  void refusesInWordsWithThePlace() {
    assertEquals(null, planned("SELECT sensor AS key,\n  misspelled FROM readings"));
    assertEquals(new Place(2, 3), problems.get(0).place());
    assertTrue(problems.get(0).message().contains("misspelled"), problems.toString());
    problems.clear();
    planned("SELECT value FROM readings");
    assertTrue(problems.get(0).hint().contains("backticks"), problems.toString());
    problems.clear();
    planned("INSERT INTO x SELECT * FROM readings");
    assertEquals(1, problems.size(), problems.toString());
    problems.clear();
    planned("-- nothing\n");
    assertEquals("the file has no statement", problems.get(0).message());
    problems.clear();
    planned("SELECT 1 AS x");
    assertEquals("it does not read readings", problems.get(0).message());
    problems.clear();
    planned("-- courant: trigger=1s\nSELECT sensor AS key FROM readings");
    assertEquals("\"trigger=1s\" is no setting of a query that Flink runs", problems.get(0).message());
  }
}
