package dev.courant.flink.source;

import java.io.Serializable;

/**
 * How far a query has come in one partition since it first ran, and what it found: state of its source, so that offsets
 * and counts are always those of one checkpoint.
 *
 * @param start first offset that it ever read
 * @param position next offset that it will read
 * @param passed readings that the query's conditions let through to the next task
 * @param newestTimestamp of the records read, ms since the epoch; {@code Long.MIN_VALUE} before the first
 * @param newestEvent of the readings, ms since the epoch; {@code Long.MIN_VALUE} before the first
 * @param watermark that its source had told; {@code Long.MIN_VALUE} before the first
 */
public record Reached(
    int partition,
    long start,
    long position,
    long rows,
    long valid,
    long passed,
    long newestTimestamp,
    long newestEvent,
    long watermark)
    implements Serializable {}
