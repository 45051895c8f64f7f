package dev.courant.runner.running;

import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.Counts;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.query.PlanKind;
import dev.courant.runner.query.Query;
import dev.courant.runner.reading.ReadingsView;
import dev.courant.runner.source.ReadCounts;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.ReadingSource.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Counts a batch again that was committed by a runner that died before it reported it: its offsets stand in the
 * checkpoint, and its records in the topic. Without it the conservation law would miss that batch for ever.
 */
record Recount(SparkSession spark, Stored stored) {
  /** What was read, and what the query's conditions let through; {@code null} where they were others then. */
  private record Found(ReadCounts.Sum read, Passed passed) {
    private static final Found NOTHING = new Found(ReadCounts.Sum.NONE, new Passed(0, 0));

    Found plus(Found other) {
      Passed both = passed == null || other.passed == null ? null : passed.plus(other.passed);
      return new Found(read.plus(other.read), both);
    }
  }

  /** What the conditions let through, and how much of it was late. */
  private record Passed(long rows, long late) {
    Passed plus(Passed other) {
      return new Passed(rows + other.rows, late + other.late);
    }
  }

  /** What is the same in every part of a batch. */
  private record Past(Instant began, Instant lateWatermark) {}

  BatchReport batch(RunningQuery running, long id) {
    Checkpoint.Batch batch = running.checkpoint().batch(id).orElseThrow();
    Query query = running.query();
    List<OffsetRanges> offsets = query.sources().stream().map(source -> offsets(running, id, source)).toList();
    String plan = StateGuard.lastPlan(running.checkpoint()).orElse(query.fingerprint().plan());
    boolean isEdited = !plan.equals(query.fingerprint().plan());
    Instant late = query.dropsLate() ? late(running, id) : null;
    Past past = new Past(batch.began(), late);
    Instant began = Instant.now();
    Found found = offsets.stream()
        .map(range -> range.count() == 0 ? Found.NOTHING : count(query, range, isEdited ? null : past))
        .reduce(Found.NOTHING, Found::plus);
    return new BatchReport(
        query.name(), id, plan, offsets.get(0), offsets.subList(1, offsets.size()),
        counts(found, query),
        query.hasWatermark() ? batch.watermark() : null,
        late,
        found.read().newest(), Instant.now().toEpochMilli() - began.toEpochMilli(), null, true, Instant.now());
  }

  private static Counts counts(Found found, Query query) {
    Passed passed = found.passed();
    Long rows = passed == null ? null : Long.valueOf(passed.rows());
    Long filtered = rows == null ? null : Long.valueOf(found.read().valid() - rows);
    Long written = query.kind() instanceof PlanKind.Stateless ? rows : null;
    Long late = passed == null ? null : Long.valueOf(passed.late());
    return new Counts(found.read().rows(), found.read().valid(), filtered, written, 0, query.dropsLate() ? late : 0L);
  }

  private static OffsetRanges offsets(RunningQuery running, long id, int source) {
    Map<Integer, Long> start = running.checkpoint().start(id, source).orElseThrow();
    return OffsetRanges.between(start, running.checkpoint().batch(id).orElseThrow().ends().get(source));
  }

  private static Instant late(RunningQuery running, long id) {
    return running.checkpoint().batch(id - 1).map(Checkpoint.Batch::watermark).orElse(Instant.EPOCH);
  }

  /** @param past {@code null} where the conditions were others then: nobody knows what they let through */
  private Found count(Query query, OffsetRanges offsets, Past past) {
    ReadCounts.Sum read = ReadCounts.between(stored.topics(), offsets.starts(), offsets.ends());
    boolean isKnown = past != null && !(query.kind() instanceof PlanKind.Other);
    return new Found(read, isKnown ? passed(query, offsets, past) : null);
  }

  private Passed passed(Query query, OffsetRanges offsets, Past past) {
    SparkSession session = spark.newSession();
    ReadingSource.range(session, query.name(), stored, offsets.starts(), offsets.ends())
        .createOrReplaceTempView(ReadingsView.NAME);
    Query then = query.over(session).at(past.began());
    boolean mayDrop = query.kind() instanceof PlanKind.Window && past.lateWatermark() != null;
    return new Passed(then.passed(session).count(), mayDrop ? then.late(session, past.lateWatermark()).count() : 0);
  }
}
