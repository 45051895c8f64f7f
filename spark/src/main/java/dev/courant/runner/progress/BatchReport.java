package dev.courant.runner.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One micro-batch, record {@code query/<name>/<batch>} of the progress topic (schema: chain/progress.ts).
 *
 * @param filtered valid rows that the query's own conditions left out; {@code null} where the plan does not tell
 * @param watermark event time by which this batch evicted state
 * @param lateWatermark event time by which this batch dropped late rows
 * @param newest timestamp of the newest record read
 * @param recounted the batch was committed by a runner that died before it reported it
 */
public record BatchReport(
    String query,
    long batch,
    String fingerprint,
    OffsetRanges offsets,
    long rows,
    long valid,
    Long filtered,
    Long outputRows,
    Instant watermark,
    Instant lateWatermark,
    Instant newest,
    long durationMs,
    boolean recounted,
    Instant time) {

  public String key() {
    return key(query, batch);
  }

  public static String key(String query, long batch) {
    return "query/" + query + "/" + batch;
  }

  public static BatchReport fromJson(JsonNode json) {
    return new BatchReport(
        json.get("query").asText(),
        json.get("batch").longValue(),
        json.get("fingerprint").asText(),
        OffsetRanges.fromJson(json.get("offsets")),
        json.get("rows").longValue(),
        json.get("valid").longValue(),
        number(json.get("filtered")),
        number(json.get("outputRows")),
        IsoText.parse(json.get("watermark")),
        IsoText.parse(json.get("lateWatermark")),
        IsoText.parse(json.get("newestTimestamp")),
        json.get("durationMs").longValue(),
        json.get("recounted").booleanValue(),
        IsoText.parse(json.get("time")));
  }

  private static Long number(JsonNode json) {
    return json.isNull() ? null : Long.valueOf(json.longValue());
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "batch").put("query", query).put("batch", batch).put("fingerprint", fingerprint);
    json.set("offsets", offsets.toJson());
    json.put("rows", rows).put("valid", valid).put("dead", rows - valid);
    json.put("filtered", filtered).put("outputRows", outputRows);
    json.put("watermark", IsoText.of(watermark)).put("lateWatermark", IsoText.of(lateWatermark));
    json.put("newestTimestamp", IsoText.of(newest)).put("durationMs", durationMs);
    return json.put("recounted", recounted).put("time", IsoText.of(time));
  }
}
