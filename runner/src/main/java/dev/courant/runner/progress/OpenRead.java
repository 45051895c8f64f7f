package dev.courant.runner.progress;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What a query has read in a batch that is still open, on top of its counts (schema: chain/progress.ts). It counts when
 * the batch is reported.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenRead(OffsetRanges offsets, long rows, long valid, Instant newestTimestamp) {}
