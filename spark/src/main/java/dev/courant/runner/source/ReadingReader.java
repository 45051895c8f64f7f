package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Block;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.reading.DeadLetters;
import dev.courant.runner.source.Splits.Range;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Reads the ranges of one task block by block; counts what it finds, and sends what is no reading to its own topic. */
final class ReadingReader implements PartitionReader<ColumnarBatch> {
  private final Readings topic;
  private final Found found;
  private final EventColumns columns;
  private final Iterator<Range> ranges;
  private Range range;
  private long at;
  private ColumnarBatch batch;
  private DeadLetters.Task letters;

  /**
   * Where a task tells what it found.
   *
   * @param deadLetters {@code null} when they were sent before
   * @param counts {@code null} when nobody counts
   */
  record Found(DeadLetters deadLetters, ReadCounts counts) implements Serializable {
    static final Found NOWHERE = new Found(null, null);
  }

  ReadingReader(Readings topic, List<Range> ranges, Found found, EventColumns columns) {
    this.topic = topic;
    this.found = found;
    this.columns = columns;
    this.ranges = ranges.iterator();
  }

  @Override
  public boolean next() {
    while (isInRange()) {
      Block block = topic.read(range.partition(), at, range.end());
      int from = block.indexOf(at);
      int to = block.indexOf(range.end());
      tell(block, from, to);
      at = Math.min(block.end(), range.end());
      if (to > from) {
        batch = block.columns(from, to, columns);
        return true;
      }
    }
    return false;
  }

  private boolean isInRange() {
    while (range == null || at >= range.end()) {
      if (!ranges.hasNext()) {
        return false;
      }
      range = ranges.next();
      at = range.start();
    }
    return true;
  }

  private void tell(Block block, int from, int to) {
    List<Block.Dead> dead = block.dead(at, range.end());
    if (found.deadLetters() != null) {
      dead.forEach(this::send);
    }
    if (found.counts() != null) {
      found.counts().read(to - from, dead.size(), newest(block, from, to, dead));
    }
  }

  private void send(Block.Dead dead) {
    if (letters == null) {
      letters = found.deadLetters().openTask(TaskEnd::run);
    }
    letters.add(dead.value(), new DeadLetters.Origin(range.partition(), dead.offset(), dead.producer(), dead.seq()),
        dead.reason(), dead.detail());
  }

  private static long newest(Block block, int from, int to, List<Block.Dead> dead) {
    long newest = dead.stream().mapToLong(Block.Dead::timestamp).max().orElse(Long.MIN_VALUE);
    for (int row = from; row < to; row++) {
      newest = Math.max(newest, block.timestamp(row));
    }
    return newest;
  }

  @Override
  public ColumnarBatch get() {
    return batch;
  }

  @Override
  public void close() {}
}
