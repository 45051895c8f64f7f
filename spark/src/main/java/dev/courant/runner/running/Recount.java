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
  /** What was read, and what the query's conditions let through. */
  private record Found(ReadCounts.Sum read, Long passed) {
    private static final Found NOTHING = new Found(ReadCounts.Sum.NONE, 0L);

    Found plus(Found other) {
      Long both = passed == null || other.passed == null ? null : Long.valueOf(passed + other.passed);
      return new Found(read.plus(other.read), both);
    }
  }

  BatchReport batch(RunningQuery running, long id) {
    Checkpoint.Batch batch = running.checkpoint().batch(id).orElseThrow();
    Query query = running.query();
    List<OffsetRanges> offsets = query.sources().stream().map(source -> offsets(running, id, source)).toList();
    String plan = StateGuard.lastPlan(running.checkpoint()).orElse(query.fingerprint().plan());
    boolean isEdited = !plan.equals(query.fingerprint().plan());
    Instant began = Instant.now();
    Found found = offsets.stream()
        .map(range -> range.count() == 0 ? Found.NOTHING : count(query, range, isEdited ? null : batch.began()))
        .reduce(Found.NOTHING, Found::plus);
    return new BatchReport(
        query.name(), id, plan, offsets.get(0), offsets.subList(1, offsets.size()),
        counts(found, query.kind()),
        query.hasWatermark() ? batch.watermark() : null,
        query.dropsLate() ? late(running, id) : null,
        found.read().newest(), Instant.now().toEpochMilli() - began.toEpochMilli(), null, true, Instant.now());
  }

  private static Counts counts(Found found, PlanKind kind) {
    Long filtered = found.passed() == null ? null : Long.valueOf(found.read().valid() - found.passed());
    Long written = kind instanceof PlanKind.Stateless ? found.passed() : null;
    return new Counts(found.read().rows(), found.read().valid(), filtered, written, 0);
  }

  private static OffsetRanges offsets(RunningQuery running, long id, int source) {
    Map<Integer, Long> start = running.checkpoint().start(id, source).orElseThrow();
    return OffsetRanges.between(start, running.checkpoint().batch(id).orElseThrow().ends().get(source));
  }

  private static Instant late(RunningQuery running, long id) {
    return running.checkpoint().batch(id - 1).map(Checkpoint.Batch::watermark).orElse(Instant.EPOCH);
  }

  /** @param began {@code null} where the conditions were others then: nobody knows what they let through */
  private Found count(Query query, OffsetRanges offsets, Instant began) {
    ReadCounts.Sum read = ReadCounts.between(stored.topics(), offsets.starts(), offsets.ends());
    boolean isKnown = began != null && !(query.kind() instanceof PlanKind.Other);
    return new Found(read, isKnown ? passed(query, offsets, began) : null);
  }

  private long passed(Query query, OffsetRanges offsets, Instant began) {
    SparkSession session = spark.newSession();
    ReadingSource.range(session, query.name(), stored, offsets.starts(), offsets.ends())
        .createOrReplaceTempView(ReadingsView.NAME);
    return query.over(session).at(began).passed(session).count();
  }
}
