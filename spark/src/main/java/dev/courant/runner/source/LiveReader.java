package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Block;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.reading.DeadLetters;
import dev.courant.runner.source.ReadingReader.Found;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeRead;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads on in all partitions for as long as a batch in real time lasts, and hands out each reading as it comes. The batch
 * may end between any two records: what it has read is told by record, not by block.
 */
final class LiveReader implements SupportsRealTimeRead<InternalRow> {
  /** How long one partition keeps the others waiting that have nothing either. */
  private static final Duration TURN = Duration.ofMillis(5);

  /** Offsets behind what was read, by partition. */
  record Reached(TreeMap<Integer, Long> offsets) implements PartitionOffset {}

  private final Readings topic;
  private final Found found;
  private final EventColumns own;
  private final OpenBatch batch;
  private final List<Integer> partitions;
  private final TreeMap<Integer, Long> at;
  private final ReadCounts counts = new ReadCounts();
  private DeadLetters.Task letters;

  private int turn;
  private Block block;
  private ColumnarBatch columns;
  private int next;
  private List<Block.Dead> dead = List.of();
  private int nextDead;

  LiveReader(Readings topic, Map<Integer, Long> start, Found found, OpenBatch batch, EventColumns own) {
    this.topic = topic;
    this.found = found;
    this.own = own;
    this.batch = batch;
    partitions = List.copyOf(start.keySet());
    at = new TreeMap<>(start);
    batch.begin(start);
  }

  @Override
  public RecordStatus nextWithTimeout(Long startMs, Long timeoutMs) {
    long deadline = System.nanoTime() + Duration.ofMillis(timeoutMs).toNanos();
    int silent = 0;
    while (!batch.isToEnd()) {
      if (hasRow()) {
        take(next++);
        return RecordStatus.newStatusWithoutArrivalTime(true);
      }
      leaveBlock();
      if (batch.isOver()) {
        break;
      }
      if (!enterBlock(silent < partitions.size() ? Duration.ZERO : TURN)) {
        silent++;
        settleLetters();
      }
      // Also where records come that are no readings.
      if (!hasRow() && System.nanoTime() - deadline >= 0) {
        break;
      }
    }
    return RecordStatus.newStatusWithoutArrivalTime(false);
  }

  private boolean hasRow() {
    return block != null && next < block.rows();
  }

  private void take(int row) {
    sendDead(block.offset(row));
    at.put(partitions.get(turn), block.offset(row) + 1);
    counts.read(1, 0, block.timestamp(row));
  }

  /** Takes what lies next in the partition whose turn it is. */
  private boolean enterBlock(Duration wait) {
    turn = (turn + 1) % partitions.size();
    int partition = partitions.get(turn);
    block = topic.poll(partition, at.get(partition), wait);
    if (block == null) {
      return false;
    }
    columns = block.columns(0, block.rows(), own);
    next = block.indexOf(at.get(partition));
    dead = block.dead(at.get(partition), block.end());
    nextDead = 0;
    return true;
  }

  private void leaveBlock() {
    if (block != null) {
      sendDead(block.end());
      at.put(partitions.get(turn), block.end());
      batch.reached(at, counts.value());
      block = null;
    }
  }

  /** Those before an offset; they come in order with the readings. */
  private void sendDead(long before) {
    for (; nextDead < dead.size() && dead.get(nextDead).offset() < before; nextDead++) {
      Block.Dead record = dead.get(nextDead);
      if (letters == null) {
        letters = found.deadLetters().openTask(TaskEnd::run);
      }
      letters.add(record.value(),
          new DeadLetters.Origin(partitions.get(turn), record.offset(), record.producer(), record.seq()),
          record.reason(), record.detail());
      counts.read(0, 1, record.timestamp());
    }
  }

  private void settleLetters() {
    if (letters != null) {
      letters.settle();
    }
  }

  /** Asked for once, when the task ends. */
  @Override
  public PartitionOffset getOffset() {
    found.counts().merge(counts);
    batch.end();
    return new Reached(at);
  }

  @Override
  public InternalRow get() {
    return columns.getRow(next - 1);
  }

  @Override
  public boolean next() {
    throw new UnsupportedOperationException("a batch in real time waits for what comes");
  }

  /** Also of a task that failed, or was stopped, without being asked how far it came. */
  @Override
  public void close() {
    batch.end();
  }
}
