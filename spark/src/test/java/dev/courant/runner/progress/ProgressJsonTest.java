package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.courant.runner.query.PlanKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The golden file is shared with the TypeScript tests: both sides write and read the same records. */
class ProgressJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of("..", "test", "golden", "progress.ndjson");

  private static String golden(String type) throws IOException {
    return Files.readAllLines(GOLDEN).stream()
        .filter(line -> line.startsWith("{\"type\":\"" + type + "\""))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode written(Account account) throws IOException {
    return JSON.readTree(account.toJson());
  }

  @Test
  void aBatchIsWrittenAsTheGoldenFileHasIt() throws IOException {
    String golden = golden("batch");
    BatchReport batch = ProgressJson.read(golden.getBytes(UTF_8), BatchReport.class);
    assertEquals(golden, ProgressJson.write(batch));
    assertEquals("query/sensor_stats/17", BatchReport.key(batch.query(), batch.batch()));
  }

  @Test
  void aQueryIsWrittenAsTheGoldenFileHasIt() throws IOException {
    String golden = golden("query");
    Account account = new Account("sensor_stats", "readings", Engine.SPARK);
    account.describe("9d1f0c2ab34e5f60", new PlanKind.Window(5000, 10_000L), "update");
    account.resume(ProgressJson.read(golden.getBytes(UTF_8), Account.class));
    account.running();
    account.runs(Mode.microBatch("why"));
    account.open(new OpenRead(OffsetRanges.between(Map.of(0, 2490L), Map.of(0, 2500L)), 10, 9,
        Instant.parse("2026-03-01T12:00:00.950Z")));
    String now = "\"time\":\"[^\"]*\"}$";
    assertEquals(golden, account.toJson().replaceFirst(now, "\"time\":\"2026-03-01T12:00:01.000Z\"}"));
    assertEquals("query/sensor_stats", account.key());
  }

  /** As when a query of an earlier runner is refused: its record is published again with another state only. */
  @Test
  void aStoredAccountLosesNothingWhenItIsWrittenAgain() throws IOException {
    String golden = golden("query");
    JsonNode again = written(ProgressJson.read(golden.getBytes(UTF_8), Account.class));
    assertEquals(((ObjectNode) JSON.readTree(golden)).set("time", again.get("time")), again);
  }

  @Test
  void whatABatchHasReadThatIsOpenEndsWithIt() throws IOException {
    Account account = new Account("q", "readings", Engine.SPARK);
    account.open(new OpenRead(OffsetRanges.between(Map.of(0, 0L), Map.of(0, 5L)), 5, 5, null));
    assertEquals(5, written(account).get("open").get("rows").asLong());
    account.add(batch(0, 0, 10, 2L));
    assertFalse(written(account).has("open"));
    assertFalse(written(account).has("mode"));
  }

  @Test
  void theOtherPlansHaveTheFieldsOfTheSchema() {
    assertEquals("{\"kind\":\"stateless\"}", ProgressJson.write(new PlanKind.Stateless()));
    assertEquals("{\"kind\":\"other\",\"reason\":\"why\"}", ProgressJson.write(new PlanKind.Other("why")));
  }

  @Test
  void sumsBatchesAndKeepsUnknownNumbersUnknown() throws IOException {
    Account account = new Account("q", "readings", Engine.SPARK);
    account.add(batch(0, 0, 10, 2L));
    account.add(batch(1, 10, 25, 3L));
    JsonNode sum = written(account);
    assertEquals("{\"0\":{\"start\":0,\"end\":25}}", sum.get("offsets").toString());
    assertEquals(25, sum.get("rows").asLong());
    assertEquals(25, sum.get("dead").asLong() + sum.get("valid").asLong());
    assertEquals(5, sum.get("filtered").asLong());
    assertEquals(1, sum.get("lastBatch").asLong());
    account.add(batch(2, 25, 26, null));
    assertTrue(written(account).get("filtered").isNull());
    account.failed(new QueryError("COURANT_QUERY_FAILED", "it broke", null));
    assertEquals("it broke", written(account).get("error").get("message").asText());
    assertNull(written(account).get("error").get("hint").textValue());
  }

  /** Spark's errors quote what they choke on, and a record of the topic must fit into a batch of 1 MiB. */
  @Test
  void anErrorIsCutToWhatAReportHolds() {
    Account account = new Account("q", "readings", Engine.SPARK);
    account.failed(new QueryError("COURANT_QUERY_FAILED", "the value \"" + "x".repeat(3_000_000), "y".repeat(3_000_000)));
    account.describe("f", new PlanKind.Other("z".repeat(3_000_000)), "update");
    assertTrue(account.toJson().length() < 5_000, account.toJson().length() + " characters");
    assertTrue(account.toJson().contains("xx…"));
  }

  @Test
  void moreRowsThanOffsetsWereCountedTwice() {
    OffsetRanges offsets = OffsetRanges.between(Map.of(0, 5L), Map.of(0, 9L));
    assertTrue(withRows(offsets, List.of(), 4).fitsOffsets());
    assertFalse(withRows(offsets, List.of(), 5).fitsOffsets());
    assertTrue(withRows(offsets, List.of(offsets), 8).fitsOffsets());
  }

  private static BatchReport withRows(OffsetRanges offsets, List<OffsetRanges> others, long rows) {
    return new BatchReport("q", 1, "f", offsets, others, new Counts(rows, rows, 0L, 1L, 0, 0L), null, null, Instant.EPOCH, 5,
        null, false, Instant.EPOCH);
  }

  /** As when the clock is put back while a batch runs. */
  @Test
  void noBatchLastsLessThanNothing() {
    BatchReport batch = new BatchReport("q", 1, "f", OffsetRanges.empty(), List.of(), Counts.NONE, null, null, Instant.EPOCH,
        -4_800, null, false, Instant.EPOCH);
    assertEquals(0, batch.durationMs());
    assertEquals(new Phases(7, 0, 5), Phases.of(Map.of("queryPlanning", 7L, "addBatch", -4_800L, "walCommit", 5L)));
  }

  @Test
  void aBatchIsAsLongAsItsWork() {
    Map<String, Long> spent = Map.of("latestOffset", 400L, "getBatch", 1L, "queryPlanning", 20L, "walCommit", 8L,
        "addBatch", 60L, "commitOffsets", 9L, "triggerExecution", 500L);
    assertEquals(new Phases(21, 60, 17), Phases.of(spent));
    assertEquals(98, Phases.of(spent).totalMs());
  }

  @Test
  void eachFurtherReadingHasItsOwnOffsets() throws IOException {
    Account account = new Account("q", "readings", Engine.SPARK);
    OffsetRanges first = OffsetRanges.between(Map.of(0, 0L), Map.of(0, 4L));
    OffsetRanges second = OffsetRanges.between(Map.of(0, 0L), Map.of(0, 3L));
    account.add(withRows(first, List.of(second), 7));
    account.add(withRows(OffsetRanges.between(Map.of(0, 4L), Map.of(0, 6L)),
        List.of(OffsetRanges.between(Map.of(0, 3L), Map.of(0, 9L))), 8));
    JsonNode sum = written(account);
    assertEquals("{\"0\":{\"start\":0,\"end\":6}}", sum.get("offsets").toString());
    assertEquals("[{\"0\":{\"start\":0,\"end\":9}}]", sum.get("otherOffsets").toString());
  }

  private static BatchReport batch(long id, long start, long end, Long filtered) {
    OffsetRanges offsets = OffsetRanges.between(Map.of(0, start), Map.of(0, end));
    return new BatchReport("q", id, "f", offsets, List.of(),
        new Counts(end - start, end - start - 1, filtered, 1L, 0, 0L), null, null,
        Instant.EPOCH, 5, null, false, Instant.EPOCH);
  }
}
