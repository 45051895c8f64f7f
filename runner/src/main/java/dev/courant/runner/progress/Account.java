package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.courant.runner.query.PlanKind;
import java.time.Instant;
import java.util.List;

/**
 * One query's cumulative account, record {@code query/<name>} of the progress topic (schema: chain/progress.ts).
 * The stream's thread, the listener and the shutdown all write to it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonTypeName("query")
@JsonAutoDetect(
    fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE, isGetterVisibility = Visibility.NONE)
@JsonPropertyOrder({"query", "engine", "state", "fingerprint", "plan", "output", "mode", "topic", "offsets", "otherOffsets",
    "open", "lastBatch", "counts", "watermark",
    "newestTimestamp", "lastBatchMs", "restarts", "error", "time"})
public final class Account {
  private String query;
  /** {@code null} stands for Spark, which was the only one once. */
  @JsonInclude(JsonInclude.Include.NON_NULL) private Engine engine;
  private String topic;
  private String state = "starting";
  private String fingerprint;
  private PlanKind plan;
  @JsonInclude(JsonInclude.Include.NON_NULL) private String output;
  @JsonInclude(JsonInclude.Include.NON_NULL) private Mode mode;
  private OffsetRanges offsets = OffsetRanges.empty();
  private List<OffsetRanges> otherOffsets = List.of();
  @JsonInclude(JsonInclude.Include.NON_NULL) private OpenRead open;
  private Long lastBatch;
  @JsonUnwrapped private Counts counts = Counts.NONE;
  private Instant watermark;
  private Instant newestTimestamp;
  private Long lastBatchMs;
  private long restarts;
  private QueryError error;
  private Instant time;

  /** For Jackson, whose constructors with arguments lose fields beside an unwrapped one. */
  private Account() {}

  public Account(String query, String topic, Engine engine) {
    this.query = query;
    this.topic = topic;
    this.engine = engine == Engine.SPARK ? null : engine;
  }

  Engine engine() {
    return engine == null ? Engine.SPARK : engine;
  }

  /** @param earlier what the last runner had counted, from its newest record */
  public synchronized void resume(Account earlier) {
    offsets = earlier.offsets;
    otherOffsets = earlier.otherOffsets;
    lastBatch = earlier.lastBatch;
    counts = earlier.counts;
    watermark = earlier.watermark;
    newestTimestamp = earlier.newestTimestamp;
    lastBatchMs = earlier.lastBatchMs;
  }

  /** Counts from here on: what came before cannot be counted any more. */
  public synchronized void forget() {
    offsets = OffsetRanges.empty();
    otherOffsets = List.of();
    lastBatch = null;
    counts = Counts.NONE;
  }

  /** @param rows how its rows follow each other: {@code append}, {@code update} or {@code complete} */
  public synchronized void describe(String planFingerprint, PlanKind kind, String rows) {
    fingerprint = planFingerprint;
    plan = kind;
    output = rows;
  }

  public synchronized void runs(Mode how) {
    mode = how;
  }

  /** @param read {@code null} between two batches */
  public synchronized void open(OpenRead read) {
    open = read;
  }

  public synchronized void add(BatchReport batch) {
    open = null;
    offsets = offsets.through(batch.offsets());
    otherOffsets = OffsetRanges.through(otherOffsets, batch.otherOffsets());
    lastBatch = batch.batch();
    counts = counts.plus(batch.counts());
    watermark = batch.watermark();
    newestTimestamp = batch.newestTimestamp() == null ? newestTimestamp : batch.newestTimestamp();
    lastBatchMs = batch.durationMs();
  }

  public synchronized void running() {
    state = "running";
    error = null;
  }

  /** A query that failed runs again only when a batch went through, or when there is nothing to do. */
  public synchronized void started() {
    if (error == null) {
      state = "running";
    }
  }

  public synchronized boolean isFailed() {
    return error != null;
  }

  public synchronized void failed(QueryError why) {
    state = "failed";
    open = null;
    error = why;
  }

  /** A start after a failure of which another process told: it stands until a batch went through. */
  public synchronized void failedLike(Account earlier) {
    if (earlier.error != null) {
      failed(earlier.error);
    }
  }

  public synchronized void restarted() {
    restarts++;
  }

  public synchronized void stopped() {
    state = "stopped";
    open = null;
  }

  public synchronized Long lastBatch() {
    return lastBatch;
  }

  public synchronized Counts counts() {
    return counts;
  }

  public synchronized OffsetRanges offsets() {
    return offsets;
  }

  /** What it says at this instant, what an open batch has read included. */
  public synchronized Figures figures() {
    boolean isOpen = open != null;
    return new Figures(
        query, topic, state.equals("running"),
        counts.rows() + (isOpen ? open.rows() : 0),
        counts.valid() + (isOpen ? open.valid() : 0),
        counts.setAside(),
        counts.late(),
        isOpen ? offsets.through(open.offsets()) : offsets,
        otherOffsets,
        watermark,
        isOpen && open.newestTimestamp() != null ? open.newestTimestamp() : newestTimestamp,
        lastBatchMs, restarts);
  }

  String key() {
    return key(query);
  }

  static String key(String query) {
    return "query/" + query;
  }

  synchronized String toJson() {
    time = Instant.now();
    return ProgressJson.write(this);
  }
}
