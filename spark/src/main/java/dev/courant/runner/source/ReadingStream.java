package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.source.ReadingReader.Found;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsAdmissionControl;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode;

/** One source of a query that runs: decides when a batch begins and where it ends. Spark calls it from one thread. */
final class ReadingStream
    implements MicroBatchStream, SupportsAdmissionControl, ReportsSourceMetrics, SupportsRealTimeMode {
  /**
   * Spark looks after other things in between: where the watermark moved on it runs a batch without records, which costs
   * as much as one with them. So a pause of the pace's own is waited for.
   */
  private static final long LONGEST_WAIT = Pace.LONGEST.plusMillis(200).toNanos();
  /** All queries that ask within this time are answered at once. */
  private static final long FRESH = Duration.ofMillis(2).toNanos();
  private static final long LOOK = Duration.ofMillis(20).toNanos();

  private final String query;
  private final Opened opened;
  private final EventColumns columns;
  private final InitialPosition initial;
  private final boolean isFirst;
  private final Readings topic;
  private final KnownEnds ends;
  private boolean isLive;

  /** @param location of this source's file in the query's checkpoint: {@code …/sources/0} */
  ReadingStream(String query, Opened opened, EventColumns columns, String location) {
    this.query = query;
    this.opened = opened;
    this.columns = columns;
    topic = opened.topics().open();
    initial = new InitialPosition(location, opened.input(), topic);
    ends = new KnownEnds(opened.input().topic(), topic);
    isFirst = location.endsWith("/0");
  }

  @Override
  public Offset initialOffset() {
    return initial.read();
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return ReadLimit.maxRows(opened.input().maxOffsetsPerTrigger());
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("Spark asks with a limit");
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    Position from = passed(start);
    long asked = System.nanoTime();
    if (isFirst) {
      opened.pace().ended(asked);
    }
    try {
      for (long now = asked; now - asked < LONGEST_WAIT; now = System.nanoTime()) {
        Optional<Position> to = next(from, now);
        if (to.isPresent()) {
          return to.get();
        }
        if (!isFirst) {
          break;
        }
        TimeUnit.NANOSECONDS.sleep(LOOK);
      }
      return from;
    } catch (InterruptedException e) {
      // Spark takes this, and not every exception, for its own interruption.
      throw new UncheckedIOException(new InterruptedIOException("the query is being stopped"));
    }
  }

  private Position passed(Offset start) {
    Position from = position(start);
    topic.passed(this, from.offsets());
    return from;
  }

  private Optional<Position> next(Position from, long now) {
    Map<Integer, Long> end = ends.after(from, now - FRESH);
    long waiting = from.until(end);
    // The second source of a query goes with the first, which began a moment ago.
    if (waiting == 0 || !(isFirst ? opened.pace().begins(now, waiting) : opened.pace().joins(now))) {
      return Optional.empty();
    }
    Map<Integer, Long> to = limited(from, end, waiting);
    if (waiting >= Pace.MUCH && isFirst && !mayRead(from, to, now)) {
      return Optional.empty();
    }
    opened.pace().began(now);
    return Optional.of(new Position(opened.input().topic(), to));
  }

  private boolean mayRead(Position from, Map<Integer, Long> to, long now) {
    return opened.together().mayRead(query, from.sum(to.keySet()),
        to.values().stream().mapToLong(Long::longValue).sum(), now);
  }

  /** Of each partition the same part of what waits there. */
  private Map<Integer, Long> limited(Position from, Map<Integer, Long> end, long waiting) {
    double part = Math.min(1, (double) opened.input().maxOffsetsPerTrigger() / waiting);
    Map<Integer, Long> to = new TreeMap<>();
    end.forEach((partition, last) -> {
      long first = from.at(partition);
      to.put(partition, part == 1 ? last : first + (long) Math.ceil((last - first) * part));
    });
    return to;
  }

  private Position position(Offset offset) {
    return Position.of(opened.input().topic(), offset);
  }

  @Override
  public Offset reportLatestOffset() {
    return new Position(opened.input().topic(), ends.newest());
  }

  @Override
  public Map<String, String> metrics(Optional<Offset> consumed) {
    return consumed
        .map(offset -> Map.of("offsetsBehindLatest", Long.toString(position(offset).until(ends.newest()))))
        .orElse(Map.of());
  }

  @Override
  public Offset deserializeOffset(String json) {
    return Position.parse(opened.input().topic(), json);
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    return opened.splits().of(position(start), position(end).offsets(), Executors.locations());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    Found found = new Found(opened.deadLetters(), opened.counts());
    return new ReaderFactory(opened.topics(), columns, found, isLive ? query : null);
  }

  @Override
  public void prepareForRealTimeMode() {
    isLive = true;
  }

  /** Of a batch in real time: a partition that appeared meanwhile belongs to it, or to the next. */
  @Override
  public InputPartition[] planInputPartitions(Offset start) {
    Position from = passed(start);
    Map<Integer, Long> offsets = new TreeMap<>(from.offsets());
    ends.after(from, System.nanoTime()).keySet().forEach(partition -> offsets.putIfAbsent(partition, from.at(partition)));
    return new InputPartition[] {Splits.open(offsets)};
  }

  @Override
  public Offset mergeOffsets(PartitionOffset[] reached) {
    Map<Integer, Long> offsets = new TreeMap<>();
    for (PartitionOffset one : reached) {
      offsets.putAll(((LiveReader.Reached) one).offsets());
    }
    return new Position(opened.input().topic(), offsets);
  }

  @Override
  public void commit(Offset end) {}

  @Override
  public void stop() {
    opened.together().leave(query);
    topic.left(this);
  }
}
