package dev.courant.runner.running;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.TestSpark;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.query.Query;
import dev.courant.runner.query.QueryCheck;
import dev.courant.runner.reading.ReadingsView;
import dev.courant.runner.report.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.streaming.operators.stateful.StateStoreSaveExec;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The shipped window query as a real stream with a checkpoint; files stand for Kafka's records, one a batch. It
 * establishes which watermark drops late rows, on which the count of late readings rests.
 */
class StreamTest {
  private static final SparkSession SPARK = TestSpark.SPARK;
  private static final String START = "2026-03-01T12:00:00Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final Map<Long, Watermarks> used = new TreeMap<>();
  private final Map<String, Long> latest = new HashMap<>();
  private final Map<Long, StreamingQueryProgress> progress = new TreeMap<>();
  private final List<Long> eventSeconds = new ArrayList<>();
  private Query query;
  private int files;

  /** What the executed plan of a batch says. */
  private record Watermarks(long late, long eviction) {}

  @BeforeEach
  void plan() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    SPARK.conf().set("spark.sql.streaming.numRecentProgressUpdates", "1000");
    Dataset<Row> lines = SPARK.readStream().format("text").option("maxFilesPerTrigger", 1).load(folder.resolve("in").toString())
        .select(col("value").cast("binary").as("value"), lit(0L).as("offset"));
    QueryCheck check = new QueryCheck(SPARK,
        file -> ReadingsView.view(ReadingsView.parsed(TestSpark.withOrigin(lines, START), null)), new ArrayList<>());
    query = check.accept(List.of(TestSpark.shipped("sensor_stats"))).get(0);
  }

  /** One reading a number, at that many seconds after noon; a negative one is broken instead. */
  private void batch(long... seconds) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (long second : seconds) {
      String time = Instant.parse(START).plusSeconds(second).toString();
      lines.append(second < 0 ? "broken\n" : "{\"sensor\":\"s\",\"value\":1,\"event_time\":\"" + time + "\"}\n");
      if (second >= 0) {
        eventSeconds.add(second);
      }
    }
    Path hidden = Files.writeString(folder.resolve("next"), lines);
    // Spark reads the oldest first, and two files of one millisecond in any order.
    Files.setLastModifiedTime(hidden, FileTime.from(Instant.parse(START).plusSeconds(files)));
    Files.move(hidden, folder.resolve("in").resolve("%05d.txt".formatted(files++)));
  }

  private StreamingQuery start() throws Exception {
    VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> {
      used.put(batch, watermarks());
      for (Row row : rows.collectAsList()) {
        keep(row.getString(1));
      }
    };
    return query.rows(SPARK).writeStream()
        .queryName("stream_test")
        .outputMode("update")
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .foreachBatch(write)
        .start();
  }

  private void keep(String value) throws IOException {
    JsonNode row = JSON.readTree(value);
    latest.put(row.get("window_start").asText(), row.get("n").asLong());
  }

  private static Watermarks watermarks() {
    StreamingQueryWrapper wrapper = (StreamingQueryWrapper) SPARK.streams().active()[0];
    return find(wrapper.streamingQuery().lastExecution().executedPlan()).orElseThrow();
  }

  private static Optional<Watermarks> find(SparkPlan plan) {
    if (plan instanceof StateStoreSaveExec save) {
      return Optional.of(new Watermarks(
          (Long) save.eventTimeWatermarkForLateEvents().get(), (Long) save.eventTimeWatermarkForEviction().get()));
    }
    return CollectionConverters.asJava(plan.children()).stream().map(StreamTest::find).flatMap(Optional::stream).findFirst();
  }

  private void runToEnd() throws Exception {
    StreamingQuery stream = start();
    stream.processAllAvailable();
    for (StreamingQueryProgress batch : stream.recentProgress()) {
      progress.put(batch.batchId(), batch);
    }
    stream.stop();
  }

  private Instant watermark(long batch) {
    return Instant.parse(progress.get(batch).eventTime().get("watermark"));
  }

  private static long observed(StreamingQueryProgress batch, String name, String field) {
    Row row = batch.observedMetrics().get(name);
    return row == null ? 0 : row.<Long>getAs(field);
  }

  @Test
  void lateRowsAreDroppedByTheWatermarkOfTheBatchBefore() throws Exception {
    batch(100, 101);
    batch(120, 88);
    batch(121, 91, 94, 95, 99);
    batch(150, 104, 105, 109, 110);
    runToEnd();
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    long committed = checkpoint.lastCommitted().orElseThrow();
    Instant carried = checkpoint.batch(committed).orElseThrow().watermark();
    assertEquals(watermark(committed), carried);
    batch(160, 134, 135, 139, 140);
    batch(161, 144, 145, 149, 150);
    runToEnd();

    assertTrue(used.size() >= 6, used.toString());
    used.forEach((batch, marks) -> {
      Instant late = batch == 0 ? Instant.EPOCH : watermark(batch - 1);
      assertEquals(late.toEpochMilli(), marks.late(), "late, batch " + batch);
      assertEquals(watermark(batch).toEpochMilli(), marks.eviction(), "eviction, batch " + batch);
    });
    assertEquals(carried.toEpochMilli(), used.get(committed + 1).late());

    long valid = progress.values().stream().mapToLong(p -> observed(p, ReadingsView.OBSERVED, "valid")).sum();
    long counted = latest.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(eventSeconds.size(), valid);
    assertEquals(valid, counted + countedLate());
    assertTrue(countedLate() > 3, "late " + countedLate());
  }

  /** As the law says it: late is a reading whose window's end is not after the batch's late watermark. */
  private long countedLate() {
    long late = 0;
    int next = 0;
    for (StreamingQueryProgress batch : progress.values()) {
      long mark = used.get(batch.batchId()).late();
      for (long row = 0; row < batch.numInputRows(); row++) {
        long end = Instant.parse(START).getEpochSecond() + eventSeconds.get(next++) / 5 * 5 + 5;
        late += end * 1000 <= mark ? 1 : 0;
      }
    }
    return late;
  }

  @Test
  void countsValidDeadAndFilteredInOnePass() throws Exception {
    batch(1, 2, -1, 3);
    runToEnd();
    StreamingQueryProgress first = progress.get(0L);
    assertEquals(4, observed(first, ReadingsView.OBSERVED, "rows"));
    assertEquals(3, observed(first, ReadingsView.OBSERVED, "valid"));
    assertEquals(3, observed(first, Query.OBSERVED, "rows"));
    assertEquals(4, first.numInputRows());
  }

  /** As a full disk or a kill leaves it: nothing is known of the state, and nobody is accused of an edit. */
  @Test
  void whatCannotBeReadBesideTheCheckpointCountsAsAbsent() throws Exception {
    batch(1, 2);
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    runToEnd();
    Path file = folder.resolve("checkpoint/courant.json");
    StateGuard.write(query, checkpoint);
    String whole = Files.readString(file);
    for (String cut : List.of("", "{", whole.substring(0, whole.length() / 2), "[]", "{\"plan\":\"a\"}", "\0\0")) {
      Files.writeString(file, cut);
      assertEquals(Optional.empty(), StateGuard.check(query, checkpoint), cut);
    }
    StateGuard.write(query, checkpoint);
    assertEquals(whole, Files.readString(file));
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint"))) {
      assertTrue(files.noneMatch(other -> other.toString().contains("courant.json.")));
    }
  }

  /** Where the second name cannot be written, the first file stays as it was. */
  @Test
  void aFileBesideTheCheckpointIsReplacedWholeOrNotAtAll() throws Exception {
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    checkpoint.writeText("courant.json", "old");
    try (FileChannel reader = FileChannel.open(folder.resolve("checkpoint/courant.json"))) {
      checkpoint.writeText("courant.json", "new and longer");
      assertEquals(3, reader.size());
    }
    assertEquals(Optional.of("new and longer"), checkpoint.readText("courant.json"));
  }

  @Test
  void theCheckpointTellsWhichVersionRanLast() throws Exception {
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    assertEquals(Optional.empty(), StateGuard.lastPlan(checkpoint));
    StateGuard.write(query, checkpoint);
    assertEquals(Optional.of(query.fingerprint().plan()), StateGuard.lastPlan(checkpoint));
  }

  @Test
  void anEditedWindowIsRefusedOnOldState() throws Exception {
    batch(1, 2);
    Checkpoint checkpoint = new Checkpoint(SPARK, folder.resolve("checkpoint").toString());
    assertEquals(Optional.empty(), StateGuard.check(query, checkpoint));
    StateGuard.write(query, checkpoint);
    runToEnd();
    assertEquals(Optional.empty(), StateGuard.check(query, checkpoint));
    String edited = query.file().sql().replace("5 seconds", "7 seconds");
    Problem problem = StateGuard.check(TestSpark.accepted(TestSpark.file("sensor_stats", edited)), checkpoint).orElseThrow();
    assertEquals(Problem.QUERY_CHANGED, problem.code());
    assertEquals("courant reset sensor_stats", problem.hint());
  }
}
