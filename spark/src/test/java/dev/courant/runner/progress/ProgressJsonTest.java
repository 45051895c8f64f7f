package dev.courant.runner.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.query.PlanKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The golden file is shared with the TypeScript tests: both sides write and read the same records. */
class ProgressJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of("..", "test", "golden", "progress.ndjson");

  private static JsonNode golden(String type) throws IOException {
    for (String line : Files.readAllLines(GOLDEN)) {
      JsonNode record = JSON.readTree(line);
      if (record.get("type").asText().equals(type)) {
        return record;
      }
    }
    throw new AssertionError("no " + type + " in " + GOLDEN);
  }

  private static List<String> fields(JsonNode record) {
    List<String> names = new ArrayList<>();
    record.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aBatchIsWrittenAsTheGoldenFileHasIt() throws IOException {
    JsonNode golden = golden("batch");
    assertEquals(golden.toString(), BatchReport.fromJson(golden).toJson().toString());
    assertEquals("query/sensor_stats/17", BatchReport.fromJson(golden).key());
  }

  @Test
  void aQueryIsWrittenAsTheGoldenFileHasIt() throws IOException {
    JsonNode golden = golden("query");
    Account account = new Account("sensor_stats", "readings");
    account.describe("9d1f0c2ab34e5f60", new PlanKind.Window(5000, 10_000L).toJson());
    account.resume(golden);
    account.running();
    JsonNode written = JSON.readTree(account.toJson().toString());
    assertEquals(fields(golden), fields(written));
    ((com.fasterxml.jackson.databind.node.ObjectNode) written).set("time", golden.get("time"));
    assertEquals(golden, written);
    assertEquals("query/sensor_stats", account.key());
  }

  @Test
  void theOtherPlansHaveTheFieldsOfTheSchema() {
    assertEquals("{\"kind\":\"stateless\"}", new PlanKind.Stateless().toJson().toString());
    assertEquals("{\"kind\":\"other\",\"reason\":\"why\"}", new PlanKind.Other("why").toJson().toString());
  }

  @Test
  void sumsBatchesAndKeepsUnknownNumbersUnknown() {
    Account account = new Account("q", "readings");
    account.add(batch(0, 0, 10, 2L));
    account.add(batch(1, 10, 25, 3L));
    JsonNode sum = account.toJson();
    assertEquals("{\"0\":{\"start\":0,\"end\":25}}", sum.get("offsets").toString());
    assertEquals(25, sum.get("rows").asLong());
    assertEquals(25, sum.get("dead").asLong() + sum.get("valid").asLong());
    assertEquals(5, sum.get("filtered").asLong());
    assertEquals(1, sum.get("lastBatch").asLong());
    account.add(batch(2, 25, 26, null));
    assertTrue(account.toJson().get("filtered").isNull());
    account.failed(new QueryError("COURANT_QUERY_FAILED", "it broke", null));
    assertEquals("it broke", account.toJson().get("error").get("message").asText());
    assertNull(account.toJson().get("error").get("hint").textValue());
  }

  private static BatchReport batch(long id, long start, long end, Long filtered) {
    OffsetRanges offsets = OffsetRanges.between(Map.of(0, start), Map.of(0, end));
    return new BatchReport("q", id, "f", offsets, end - start, end - start - 1, filtered, 1L, null, null,
        Instant.EPOCH, 5, false, Instant.EPOCH);
  }
}
