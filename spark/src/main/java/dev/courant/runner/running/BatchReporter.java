package dev.courant.runner.running;

import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Counts;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.Query;
import dev.courant.runner.reading.ReadingsView;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Reports of one query's batches, made of what Spark says about them and of what its tasks wrote. */
final class BatchReporter {
  private final RunningQuery running;
  private final ProgressWriter progress;
  private final Recount recount;
  private final WrittenRows written = new WrittenRows();
  private Instant lateWatermark;

  BatchReporter(RunningQuery running, ProgressWriter progress, Recount recount) {
    this.running = running;
    this.progress = progress;
    this.recount = recount;
  }

  /** Where the query's tasks tell what they wrote. */
  WrittenRows written() {
    return written;
  }

  /**
   * @param watermark of the batch before the next one: Spark drops late rows by the watermark of the batch before,
   *     and evicts state by the batch's own (since 3.4, so that chained operators agree on what is late)
   */
  synchronized void startAfter(Instant watermark) {
    lateWatermark = watermark;
  }

  synchronized void report(StreamingQueryProgress batch) {
    BatchReport counted = of(batch);
    // Of a stage that ran again, because an executor was lost, Spark adds up both runs.
    BatchReport report = counted.fitsOffsets() ? counted : recount.batch(running, batch.batchId());
    running.account().add(report);
    running.account().running();
    progress.batch(report, running.account());
    lateWatermark = report.watermark();
    running.gate().leave();
  }

  synchronized void idle() {
    if (running.account().isFailed()) {
      running.account().running();
      progress.account(running.account());
    }
  }

  private BatchReport of(StreamingQueryProgress batch) {
    Query query = running.query();
    List<OffsetRanges> offsets = query.sources().stream().map(source -> offsets(batch, source)).toList();
    String watermark = batch.eventTime().get("watermark");
    return new BatchReport(
        query.name(), batch.batchId(), query.fingerprint().plan(), offsets.get(0), offsets.subList(1, offsets.size()),
        counts(batch),
        watermark == null ? null : Instant.parse(watermark),
        query.dropsLate() ? lateWatermark : null,
        newest(batch), batch.batchDuration(), false, Instant.now());
  }

  /** Each reading of the topic counts for itself; one that had nothing to read is not in Spark's plan. */
  private Stream<Row> readings(StreamingQueryProgress batch) {
    return IntStream.range(0, running.query().sources().size())
        .mapToObj(reading -> batch.observedMetrics().get(ReadingsView.observed(reading)))
        .filter(Objects::nonNull);
  }

  private Counts counts(StreamingQueryProgress batch) {
    long rows = readings(batch).mapToLong(read -> read.<Long>getAs("rows")).sum();
    long valid = readings(batch).mapToLong(read -> read.<Long>getAs("valid")).sum();
    WrittenRows.Count made = written.take(batch.batchId());
    return new Counts(rows, valid, filtered(batch, valid),
        running.query().tellsRepeatedRows() ? made.acknowledged() : null, made.setAside());
  }

  private Instant newest(StreamingQueryProgress batch) {
    return readings(batch)
        .map(read -> read.<Timestamp>getAs("newest"))
        .filter(Objects::nonNull)
        .map(Timestamp::toInstant)
        .max(Instant::compareTo)
        .orElse(null);
  }

  private Long filtered(StreamingQueryProgress batch, long valid) {
    if (running.query().kind() instanceof PlanKind.Other) {
      return null;
    }
    Row passed = batch.observedMetrics().get(Query.OBSERVED);
    return passed == null ? valid : valid - passed.<Long>getAs("rows");
  }

  private OffsetRanges offsets(StreamingQueryProgress batch, int index) {
    SourceProgress source = batch.sources()[index];
    Map<Integer, Long> start = source.startOffset() == null
        ? running.checkpoint().initialPosition(index)
        : OffsetRanges.position(source.startOffset());
    return OffsetRanges.between(start, OffsetRanges.position(source.endOffset()));
  }
}
