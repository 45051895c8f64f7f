package dev.courant.runner.running;

import dev.courant.runner.kafka.WrittenRows;
import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Counts;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.OpenRead;
import dev.courant.runner.progress.Phases;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.Query;
import dev.courant.runner.source.OpenBatch;
import dev.courant.runner.source.ReadCounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Reports of one query's batches, made of what Spark says about them and of what its tasks wrote. */
final class BatchReporter {
  private final RunningQuery running;
  private final ProgressWriter progress;
  private final Recount recount;
  private final TaskCounts tasks;
  private Instant lateWatermark;
  private OffsetRanges opened;

  BatchReporter(RunningQuery running, ProgressWriter progress, Recount recount) {
    this.running = running;
    this.progress = progress;
    this.recount = recount;
    tasks = new TaskCounts(() -> running.query().dropsLate() ? LateMark.now(recount.spark()) : null);
  }

  /** Where the query's tasks tell what they read and wrote. */
  TaskCounts tasks() {
    return tasks;
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
    opened = null;
    running.gate().leave();
  }

  /** Tells how far a batch has read that is still open; asked for here, so that no report comes in between. */
  synchronized void tell(OpenBatch batch) {
    batch.reached().ifPresent(this::open);
  }

  private void open(OpenBatch.Reached reached) {
    OffsetRanges offsets = OffsetRanges.between(reached.start(), reached.end());
    if (!offsets.equals(opened)) {
      opened = offsets;
      ReadCounts.Sum counts = reached.counts();
      running.account().started();
      running.account().open(new OpenRead(offsets, counts.rows(), counts.valid(), counts.newest()));
      progress.account(running.account());
    }
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
    TaskCounts.Told told = tasks.take(batch.batchId());
    Phases phases = Phases.of(batch.durationMs());
    return new BatchReport(
        query.name(), batch.batchId(), query.fingerprint().plan(), offsets.get(0), offsets.subList(1, offsets.size()),
        counts(told),
        watermark == null ? null : Instant.parse(watermark),
        query.dropsLate() ? lateWatermark : null,
        told.read().newest(), phases.totalMs(), phases, false, Instant.now());
  }

  private Counts counts(TaskCounts.Told told) {
    WrittenRows written = told.written();
    return new Counts(told.read().rows(), told.read().valid(), filtered(told),
        running.query().tellsRepeatedRows() ? written.acknowledged() : null, written.setAside(),
        running.query().tellsLate() ? told.read().late() : null);
  }

  /** A query without an aggregation writes one row of each reading that its conditions let through. */
  private Long filtered(TaskCounts.Told told) {
    long written = told.written().acknowledged() + told.written().setAside();
    if (running.query().kind() instanceof PlanKind.Window) {
      return told.read().valid() - told.read().passed();
    }
    return running.query().kind() instanceof PlanKind.Stateless ? told.read().valid() - written : null;
  }

  private OffsetRanges offsets(StreamingQueryProgress batch, int index) {
    SourceProgress source = batch.sources()[index];
    Map<Integer, Long> start = source.startOffset() == null
        ? running.checkpoint().initialPosition(index)
        : OffsetRanges.position(source.startOffset());
    return OffsetRanges.between(start, OffsetRanges.position(source.endOffset()));
  }
}
