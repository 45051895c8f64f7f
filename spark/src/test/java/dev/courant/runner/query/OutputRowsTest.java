package dev.courant.runner.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import dev.courant.runner.TestSpark;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** From the bytes of records to the key and value of output rows, by real Spark. */
class OutputRowsTest {
  private static final String NOW = "2026-03-01T12:00:00Z";

  private static String reading(String sensor, String value, String time) {
    return "{\"sensor\":\"" + sensor + "\",\"kind\":\"temperature\",\"value\":" + value
        + ",\"unit\":\"Cel\",\"event_time\":\"" + time + "\"}";
  }

  private static List<String> texts(String sql, String... records) {
    return texts(TestSpark.rows(TestSpark.file("q", sql), TestSpark.records(NOW, List.of(records))));
  }

  private static List<String> texts(List<Row> rows) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.getString(0) + " " + row.getString(1)));
    return texts.stream().sorted().toList();
  }

  @Test
  void hotReadingsComparesCelsiusOnly() throws IOException {
    List<Row> rows = TestSpark.rows(TestSpark.shipped("hot_readings"), TestSpark.records(NOW, List.of(
        reading("a", "30.5", "2026-03-01T11:59:58.250Z"),
        reading("b", "30", "2026-03-01T11:59:58Z"),
        reading("c", "99", "2026-03-01T11:59:58Z").replace("Cel", "[degF]"),
        reading("d", "99", "2026-03-01T11:59:58Z").replace("temperature", "pressure"),
        "broken",
        reading("e", "40", "2026-03-01T11:59:59Z"))));
    assertEquals(List.of(
        "a {\"event_time\":\"2026-03-01T11:59:58.250Z\",\"value\":30.5,\"unit\":\"Cel\"}",
        "e {\"event_time\":\"2026-03-01T11:59:59.000Z\",\"value\":40.0,\"unit\":\"Cel\"}"), texts(rows));
    assertEquals("0:0", rows.get(0).getString(2));
    assertEquals("0:5", rows.get(1).getString(2));
  }

  @Test
  void sensorStatsSumsUpFiveSeconds() throws IOException {
    List<Row> rows = TestSpark.rows(TestSpark.shipped("sensor_stats"), TestSpark.records(NOW, List.of(
        reading("a", "1", "2026-03-01T11:59:50.000Z"),
        reading("a", "4", "2026-03-01T11:59:54.999Z"),
        reading("a", "7", "2026-03-01T11:59:55.000Z"),
        reading("b", "2", "2026-03-01T11:59:51.000Z"))));
    assertEquals(List.of(
        "a {\"window_start\":\"2026-03-01T11:59:50.000Z\",\"window_end\":\"2026-03-01T11:59:55.000Z\",\"n\":2,"
            + "\"average\":2.5,\"minimum\":1.0,\"maximum\":4.0}",
        "a {\"window_start\":\"2026-03-01T11:59:55.000Z\",\"window_end\":\"2026-03-01T12:00:00.000Z\",\"n\":1,"
            + "\"average\":7.0,\"minimum\":7.0,\"maximum\":7.0}",
        "b {\"window_start\":\"2026-03-01T11:59:50.000Z\",\"window_end\":\"2026-03-01T11:59:55.000Z\",\"n\":1,"
            + "\"average\":2.0,\"minimum\":2.0,\"maximum\":2.0}"), texts(rows));
    assertEquals(3, rows.stream().map(row -> row.getString(2)).distinct().count());
  }

  @Test
  void theViewHasTheAccountOfEachRecordAndTheUsersOwnColumns() {
    String own = "{\"sensor\":\"a\",\"event_time\":\"2026-03-01T11:59:58Z\",\"data\":{\"humidity\":\"61.5\",\"day\":[1,2]}}";
    assertEquals(
        List.of("a {\"h\":61.5,\"d\":2,\"value\":null,\"producer\":\"p-1\",\"seq\":41,\"partition\":0,\"offset\":0,"
            + "\"timestamp\":\"2026-03-01T12:00:00.000Z\"}"),
        texts("SELECT sensor AS key, data:humidity::double AS h, try_variant_get(data, '$.day[1]', 'int') AS d, value, "
            + "producer, seq, partition, offset, timestamp FROM readings", own));
  }

  @Test
  void rowsKeepTheirOriginWhateverIsSelected() {
    List<Row> rows = TestSpark.rows(
        TestSpark.file("q", "SELECT s, explode(array(1, 2)) AS x FROM (SELECT sensor AS s, value FROM readings WHERE value > 1)"),
        TestSpark.records(NOW, List.of(reading("a", "1", NOW), reading("a", "2", NOW))));
    assertEquals(List.of("0:1", "0:1"), rows.stream().map(row -> row.getString(2)).toList());
    assertEquals("{\"s\":\"a\",\"x\":1}", rows.get(0).getString(1));
    assertNull(rows.get(0).getString(0));
    List<Row> again = TestSpark.rows(
        TestSpark.file("q", "SELECT partition, offset, offset AS key FROM readings"),
        TestSpark.records(NOW, List.of(reading("a", "1", NOW))));
    assertEquals("0 {\"partition\":0,\"offset\":0} 0:0",
        again.get(0).getString(0) + " " + again.get(0).getString(1) + " " + again.get(0).getString(2));
  }

  @Test
  void strangeNamesPassUnharmed() throws IOException {
    String name = "q\"uote\n\u001b[31m<script>alert(1)</script>\u202e";
    String record = new ObjectMapper().createObjectNode().put("sensor", name).put("value", 1).put("event_time", NOW).toString();
    List<Row> rows = TestSpark.rows(
        TestSpark.file("q", "SELECT sensor AS key, sensor AS `a``b.c d` FROM readings"),
        TestSpark.records(NOW, List.of(record)));
    assertEquals(name, rows.get(0).getString(0));
    JsonNode json = new ObjectMapper().readTree(rows.get(0).getString(1));
    assertEquals(name, json.get("a`b.c d").asText());
  }

  @Test
  void namesHaveNoCase() {
    assertEquals(List.of("a {\"VALUE\":1.0}"),
        texts("SELECT SENSOR AS KEY, VALUE FROM READINGS", reading("a", "1", NOW)));
  }
}
