package dev.courant.runner.columns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.TestSpark;
import dev.courant.runner.query.Query;
import dev.courant.runner.reading.ReadingsView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.types.variant.VariantBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** Fields of events as columns of their own: each is what {@code try_variant_get} gives of it. */
class EventColumnsTest {
  private static final String TIME = "2026-03-01T12:00:00Z";
  private static final String SHOP = "struct<city:string,size:bigint,inner:struct<open:boolean>>";
  /** Types of columns, and what the same is called in SQL. */
  private static final Map<String, String> TYPES = Map.of(
      "\"string\"", "string", "\"double\"", "double", "\"long\"", "bigint", "\"boolean\"", "boolean",
      "{\"city\":\"string\",\"size\":\"long\",\"inner\":{\"open\":\"boolean\"}}", SHOP);
  private static final List<String> VALUES = List.of(
      "null", "true", "false", "0", "1", "-1", "3.7", "-2.5", "17.56", "0.1", "1e3", "1e300", "1e-7", "1e999",
      "9223372036854775807", "9223372036854775808", "123456789012345678901234567890123456789012",
      "12345678901234567.25", "100000000000000000000.5", "\"\"", "\"a\"", "\"12\"", "\"007\"", "\" 3.5 \"", "\"true\"",
      "\"NaN\"", "\"größe 𝄞\"", "[]", "[1]", "{}", "{\"city\":\"Bern\"}", "{\"city\":null,\"size\":4}",
      "{\"size\":\"4\",\"city\":7}", "{\"City\":\"Köln\",\"inner\":{\"open\":true}}", "{\"inner\":3,\"size\":2.9}");

  private static String event(String fields) {
    return "{\"sensor\":\"s\",\"event_time\":\"" + TIME + "\",\"data\":{" + fields + "}}";
  }

  private static Dataset<Row> events(String columns, List<String> events) {
    return TestSpark.records(TIME, events, EventColumns.parse(columns));
  }

  @Test
  void aColumnIsWhatTryVariantGetGives() {
    List<String> events = new ArrayList<>();
    // In other places of the object too, with other fields around it, and left out.
    VALUES.forEach(value -> {
      events.add(event("\"a\":1,\"field\":" + value));
      events.add(event("\"field\":" + value + ",\"z\":{\"field\":5}"));
    });
    events.add(event("\"a\":1"));
    events.add(event(""));
    events.add("{\"sensor\":\"s\",\"event_time\":\"" + TIME + "\",\"value\":1}");
    TYPES.forEach((type, sql) -> {
      Dataset<Row> all = events("{\"field\":" + type + "}", events);
      List<Row> rows = all
          .selectExpr("offset", "field", "try_variant_get(data, '$.field', '" + sql + "') AS expected")
          .collectAsList();
      assertEquals(events.size(), rows.size(), type);
      assertTrue(rows.stream().anyMatch(row -> !row.isNullAt(1)), type);
      rows.forEach(row -> assertEquals(row.get(2), row.get(1), type + " of " + events.get((int) row.getLong(0))));
    });
  }

  @Test
  void whatDoesNotFitIsNullAndItsReadingIsStillThere() {
    Row row = events("{\"amount\":\"double\",\"n\":\"long\"}", List.of(event("\"amount\":\"NA\",\"n\":3")))
        .selectExpr("amount", "n", "data:amount::string")
        .head();
    assertTrue(row.isNullAt(0));
    assertEquals(3L, row.getLong(1));
    assertEquals("NA", row.getString(2));
  }

  @Test
  void anObjectIsAStructOfItsFields() {
    Dataset<Row> shops = events("{\"shop\":{\"city\":\"string\",\"at\":{\"lat\":\"double\"}}}",
        List.of(event("\"shop\":{\"at\":{\"lat\":46.5},\"city\":\"Bern\"}"), event("\"shop\":\"closed\""), event("")));
    List<String> rows = shops.selectExpr("shop.city", "shop.at.lat", "shop").toJSON().collectAsList();
    assertEquals(
        List.of("{\"city\":\"Bern\",\"lat\":46.5,\"shop\":{\"city\":\"Bern\",\"at\":{\"lat\":46.5}}}", "{}", "{}"), rows);
  }

  @Test
  void theKeyIsTheSensorUnderItsOwnName() {
    Dataset<Row> events = events("{\"user\":\"key\",\"n\":\"long\"}", List.of(event("\"n\":1,\"user\":\"other\"")));
    Row row = events.selectExpr("user", "sensor", "n").head();
    assertEquals("s", row.getString(0));
    assertEquals("s", row.getString(1));
    assertEquals(1L, row.getLong(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "$.a", "it's", "\\\"", "?", "['x']", "עיר", " ", "constructor", "__proto__", "select"})
  void aFieldMayBeNamedAnyhow(String name) throws Exception {
    Dataset<Row> all = events("{\"" + name + "\":\"long\"}", List.of(event("\"" + name + "\":7")));
    String plain = new ObjectMapper().readTree("\"" + name + "\"").asText();
    assertEquals(7L, all.selectExpr("`" + plain + "`").head().getLong(0));
  }

  @Test
  void columnsStandBehindTheViewsOwn() {
    StructType view = EventColumns.parse("{\"b\":\"long\",\"a\":\"key\",\"c\":{\"d\":\"boolean\"}}").view();
    List<String> names = Arrays.asList(view.fieldNames());
    assertEquals(List.of("timestamp", "b", "a", "c"), names.subList(10, 14));
    assertEquals("struct<b:bigint,a:string,c:struct<d:boolean>>",
        EventColumns.parse("{\"b\":\"long\",\"a\":\"key\",\"c\":{\"d\":\"boolean\"}}").fields().simpleString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"a\":\"int\"}", "{\"a\":3}", "{\"a\":[]}", "{\"a\":{\"b\":null}}", "{"})
  void whatNamesNoColumnsIsRefused(String json) {
    assertThrows(IllegalArgumentException.class, () -> EventColumns.parse(json));
  }

  @Test
  void aColumnThatNobodyReadsIsNotLookedForAndOneThatIsReadOnlyOnceARow() throws Exception {
    Variant object = VariantBuilder.parseJson("{\"a\":1,\"b\":2}", true);
    List<Integer> asked = new ArrayList<>();
    FieldColumn column = new FieldColumn(EventColumns.parse("{\"b\":\"long\"}").fields().apply(0), row -> {
      asked.add(row);
      return object;
    });
    assertEquals(List.of(), asked);
    for (int row : new int[] {0, 0, 1, 0}) {
      assertTrue(!column.isNullAt(row));
      assertEquals(2L, column.getLong(row));
    }
    assertEquals(List.of(0, 1, 0), asked);
  }

  private static final String MANY =
      String.join(",", IntStream.range(0, 500).mapToObj(i -> "\"c" + i + "\":\"long\"").toList());

  private static Query spent(String columns, String... sql) {
    return TestSpark.accepted(TestSpark.file("spent", String.join(" ", sql)), EventColumns.parse("{" + columns + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "SELECT sensor AS key, window.start AS window_start, window.end AS window_end, count(*) AS n, sum(amount) AS spent"
          + " FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS GROUP BY sensor, window(event_time, '5 seconds')",
      "SELECT window.start, sum(amount) FROM readings GROUP BY window(event_time, '10 seconds', '5 seconds')",
      "WITH some AS (SELECT * FROM readings WHERE amount > 3) SELECT sensor FROM some",
      "SELECT sensor FROM (SELECT * FROM readings UNION ALL SELECT * FROM readings WHERE kind = 'a') WHERE amount IS NOT NULL",
      "SELECT a.sensor FROM readings a JOIN readings b ON a.amount = b.amount AND a.event_time = b.event_time",
      "SELECT sensor, word FROM readings LATERAL VIEW explode(array(amount, 3)) words AS word",
      "SELECT DISTINCT AMOUNT FROM readings"})
  void aQueryIsTheSameHoweverManyColumnsItDoesNotRead(String sql) {
    Query few = spent("\"amount\":\"double\"", sql);
    Query many = spent("\"user\":\"key\"," + MANY + ",\"amount\":\"double\"", sql);
    assertEquals(few.fingerprint(), many.fingerprint());
    assertEquals(few.kind(), many.kind());
    Query other = spent("\"amount\":\"long\"", sql);
    assertEquals(!few.fingerprint().state().startsWith("stateless"),
        !few.fingerprint().state().equals(other.fingerprint().state()), "another type is another state");
  }

  /** Beyond a number of columns Spark makes no code of a plan, whether it reads them or not. */
  @Test
  void aStreamHasTheColumnsThatItsQueryReads() {
    List<String> own = List.of(ReadingsView.SCHEMA.fieldNames());
    assertEquals(plus(own, "c7", "c9"), view(spent(MANY, "SELECT sensor, c7 FROM readings WHERE C9 > 1")));
    assertEquals(own, view(spent(MANY, "SELECT sensor, count(*) FROM readings GROUP BY sensor")));
    assertEquals(own, view(spent(MANY, "SELECT 1 FROM readings")));
    assertEquals(own.size() + 500, view(spent(MANY, "SELECT * FROM readings")).size());
    assertEquals(own.size() + 500, view(spent(MANY, "SELECT DISTINCT * EXCEPT (data) FROM readings")).size());
  }

  private static List<String> plus(List<String> own, String... more) {
    return Stream.concat(own.stream(), Arrays.stream(more)).toList();
  }

  private static List<String> view(Query query) {
    LogicalPlan leaf = query.analyzed().collectLeaves().head();
    return CollectionConverters.asJava(leaf.output()).stream().map(Attribute::name).toList();
  }
}
