package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;

/**
 * One micro-batch, record {@code query/<name>/<batch>} of the progress topic (schema: chain/progress.ts).
 *
 * @param offsets of the query's first reading of its topic
 * @param otherOffsets of each further one, as a self-join and UNION ALL have them; the counts are those of all
 * @param watermark event time by which this batch evicted state
 * @param lateWatermark event time by which this batch dropped late rows
 * @param newestTimestamp of the newest record read
 * @param recounted the batch was committed by a runner that died before it reported it
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonTypeName("batch")
public record BatchReport(
    String query,
    long batch,
    String fingerprint,
    OffsetRanges offsets,
    List<OffsetRanges> otherOffsets,
    @JsonUnwrapped Counts counts,
    Instant watermark,
    Instant lateWatermark,
    Instant newestTimestamp,
    long durationMs,
    boolean recounted,
    Instant time) {

  public BatchReport {
    otherOffsets = otherOffsets == null ? List.of() : otherOffsets;
  }

  static String key(String query, long batch) {
    return Account.key(query) + "/" + batch;
  }
}
