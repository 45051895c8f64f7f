package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param durationMs without the time that it waited for records
 * @param phases {@code null} of a batch that was counted again
 * @param recounted the batch was counted again from the topic: the runner died between its commit and its report, or
 *     an executor did within it
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
    @JsonInclude(JsonInclude.Include.NON_NULL) Phases phases,
    boolean recounted,
    Instant time) {

  public BatchReport {
    otherOffsets = otherOffsets == null ? List.of() : otherOffsets;
    // A clock that was put back within the batch would make a length below zero, which no reader of reports takes.
    durationMs = Math.max(0, durationMs);
    // A record may bear any time, also one before the year 0, which no reader of reports takes.
    newestTimestamp = newestTimestamp != null && newestTimestamp.isBefore(Instant.EPOCH) ? null : newestTimestamp;
  }

  /** Between two offsets there are no more records than offsets: more cannot have been read. */
  public boolean fitsOffsets() {
    long span = offsets.count() + otherOffsets.stream().mapToLong(OffsetRanges::count).sum();
    return counts.rows() <= span;
  }

  static String key(String query, long batch) {
    return Account.key(query) + "/" + batch;
  }
}
