package dev.courant.runner.running;

import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Counts;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.Query;
import dev.courant.runner.reading.ReadingsView;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Reports of one query's batches, made of what Spark says about them. */
final class BatchReporter {
  private final RunningQuery running;
  private final ProgressWriter progress;
  private Instant lateWatermark;

  BatchReporter(RunningQuery running, ProgressWriter progress) {
    this.running = running;
    this.progress = progress;
  }

  /**
   * @param watermark of the batch before the next one: Spark drops late rows by the watermark of the batch before,
   *     and evicts state by the batch's own (since 3.4, so that chained operators agree on what is late)
   */
  synchronized void startAfter(Instant watermark) {
    lateWatermark = watermark;
  }

  synchronized void report(StreamingQueryProgress batch) {
    BatchReport report = of(batch);
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
    Row read = batch.observedMetrics().get(ReadingsView.OBSERVED);
    long rows = read == null ? 0 : read.<Long>getAs("rows");
    long valid = read == null ? 0 : read.<Long>getAs("valid");
    Timestamp newest = read == null ? null : read.getAs("newest");
    long output = Math.max(0, batch.sink().numOutputRows());
    String watermark = batch.eventTime().get("watermark");
    return new BatchReport(
        query.name(), batch.batchId(), query.fingerprint().plan(), offsets(batch.sources()[0]),
        new Counts(rows, valid, filtered(batch, valid, output), output),
        watermark == null ? null : Instant.parse(watermark),
        query.dropsLate() ? lateWatermark : null,
        newest == null ? null : newest.toInstant(),
        batch.batchDuration(), false, Instant.now());
  }

  private Long filtered(StreamingQueryProgress batch, long valid, long output) {
    if (running.query().kind() instanceof PlanKind.Window) {
      Row below = batch.observedMetrics().get(Query.OBSERVED);
      return below == null ? valid : valid - below.<Long>getAs("rows");
    }
    return running.query().kind() instanceof PlanKind.Stateless ? valid - output : null;
  }

  private OffsetRanges offsets(SourceProgress source) {
    Map<Integer, Long> start = source.startOffset() == null
        ? running.checkpoint().initialPosition()
        : OffsetRanges.position(source.startOffset());
    return OffsetRanges.between(start, OffsetRanges.position(source.endOffset()));
  }
}
