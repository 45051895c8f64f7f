package dev.courant.runner.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One query's cumulative account, record {@code query/<name>} of the progress topic (schema: chain/progress.ts).
 * The stream's thread, the listener and the shutdown all write to it.
 */
public final class Account {
  private final String query;
  private final String topic;
  private String state = "starting";
  private String fingerprint;
  private JsonNode plan;
  private OffsetRanges offsets = OffsetRanges.empty();
  private Long lastBatch;
  private long rows;
  private long valid;
  private Long filtered = 0L;
  private Long outputRows = 0L;
  private Instant watermark;
  private Instant newest;
  private Long lastBatchMs;
  private long restarts;
  private QueryError error;

  public Account(String query, String topic) {
    this.query = query;
    this.topic = topic;
  }

  /** What the last runner had counted, from its newest record. */
  public synchronized void resume(JsonNode record) {
    offsets = OffsetRanges.fromJson(record.get("offsets"));
    lastBatch = number(record.get("lastBatch"));
    rows = record.get("rows").longValue();
    valid = record.get("valid").longValue();
    filtered = number(record.get("filtered"));
    outputRows = number(record.get("outputRows"));
    watermark = IsoText.parse(record.get("watermark"));
    newest = IsoText.parse(record.get("newestTimestamp"));
    lastBatchMs = number(record.get("lastBatchMs"));
  }

  /** Counts from here on: what came before cannot be counted any more. */
  public synchronized void forget() {
    offsets = OffsetRanges.empty();
    lastBatch = null;
    rows = 0;
    valid = 0;
    filtered = 0L;
    outputRows = 0L;
  }

  public synchronized void describe(String planFingerprint, JsonNode planJson) {
    fingerprint = planFingerprint;
    plan = planJson;
  }

  public synchronized void add(BatchReport batch) {
    offsets = offsets.through(batch.offsets());
    lastBatch = batch.batch();
    rows += batch.rows();
    valid += batch.valid();
    filtered = sum(filtered, batch.filtered());
    outputRows = sum(outputRows, batch.outputRows());
    watermark = batch.watermark();
    newest = batch.newest() == null ? newest : batch.newest();
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
    error = why;
  }

  public synchronized void restarted() {
    restarts++;
  }

  public synchronized void stopped() {
    state = "stopped";
  }

  public synchronized Long lastBatch() {
    return lastBatch;
  }

  public synchronized OffsetRanges offsets() {
    return offsets;
  }

  public String key() {
    return "query/" + query;
  }

  public synchronized ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "query").put("query", query).put("state", state).put("fingerprint", fingerprint);
    json.set("plan", plan);
    json.put("topic", topic).set("offsets", offsets.toJson());
    json.put("lastBatch", lastBatch).put("rows", rows).put("valid", valid).put("dead", rows - valid);
    json.put("filtered", filtered).put("outputRows", outputRows);
    json.put("watermark", IsoText.of(watermark)).put("newestTimestamp", IsoText.of(newest));
    json.put("lastBatchMs", lastBatchMs).put("restarts", restarts);
    json.set("error", errorJson());
    return json.put("time", IsoText.of(Instant.now()));
  }

  private JsonNode errorJson() {
    if (error == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    return JsonNodeFactory.instance.objectNode()
        .put("code", error.code()).put("message", error.message()).put("hint", error.hint());
  }

  private static Long sum(Long one, Long other) {
    return one == null || other == null ? null : Long.valueOf(one + other);
  }

  private static Long number(JsonNode json) {
    return json == null || json.isNull() ? null : Long.valueOf(json.longValue());
  }
}
