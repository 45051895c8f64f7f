package dev.courant.flink.source;

import dev.courant.flink.counts.Ledger;
import dev.courant.runner.reading.DeadLetters;
import dev.courant.runner.reading.Reading;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.metrics.groups.TaskOutput;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads partitions in the query's task: what is a reading goes on as a row, what is none becomes a dead letter. */
final class ReadingReader implements SourceReader<RowData, Split> {
  /** Records between two looks at what else the task has to do, a checkpoint for example. */
  private static final int AT_ONCE = 100;

  private final Input input;
  private final RowMaker maker;
  private final SourceReaderContext context;
  private final Ledger ledger;
  private final Clock clock;
  private final Map<Integer, Progress> partitions = new TreeMap<>();
  /** Given before the start, from a checkpoint. */
  private final List<Split> restored = new ArrayList<>();
  private Fetcher fetcher;
  private LongSupplier passedOn;
  private Fetched batch;
  private Iterator<ConsumerRecord<byte[], byte[]>> records;
  private Letters letters;
  private boolean isResumed;
  private volatile CompletableFuture<Void> available = new CompletableFuture<>();

  /** Dead letters since the last checkpoint, which waits until they arrived. */
  private record Letters(DeadLetters.Task task, Runnable[] end) {
    static Letters open(DeadLetters deadLetters) {
      Runnable[] end = new Runnable[1];
      return new Letters(deadLetters.openTask(last -> end[0] = last), end);
    }

    void flush() {
      end[0].run();
    }
  }

  ReadingReader(Input input, RowMaker maker, SourceReaderContext context, Ledger ledger) {
    this.input = input;
    this.maker = maker;
    this.context = context;
    this.ledger = ledger;
    clock = new Clock(input.delayMs());
  }

  @Override
  public void start() {
    passedOn = TaskOutput.of(context.metricGroup());
    fetcher = new Fetcher(input, () -> available.complete(null));
    fetcher.add(restored);
  }

  @Override
  public void addSplits(List<Split> splits) {
    for (Split split : splits) {
      partitions.put(split.partition(), new Progress(split));
      if (split.reached() != null) {
        clock.resume(split.reached().watermark());
        isResumed = true;
      }
    }
    if (fetcher == null) {
      restored.addAll(splits);
    } else {
      fetcher.add(splits);
    }
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RowData> output) {
    if (isResumed) {
      // First of all: what was late before is late again.
      tell(output);
      isResumed = false;
    }
    for (int i = 0; i < AT_ONCE && hasRecord(); i++) {
      read(records.next(), output);
    }
    endBatch();
    if (clock.advance(partitions.values())) {
      tell(output);
    }
    return status();
  }

  private void tell(ReaderOutput<RowData> output) {
    if (clock.watermark() != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(clock.watermark()));
    }
  }

  private boolean hasRecord() {
    while (batch == null || !records.hasNext()) {
      endBatch();
      batch = fetcher.next();
      if (batch == null) {
        return false;
      }
      records = batch.records().iterator();
    }
    return true;
  }

  private void endBatch() {
    if (batch != null && !records.hasNext()) {
      batch.ends().forEach((partition, end) -> partitions.get(partition).reached(end));
      batch = null;
    }
  }

  private InputStatus status() {
    if (batch != null || !fetcher.isEmpty()) {
      return InputStatus.MORE_AVAILABLE;
    }
    available = new CompletableFuture<>();
    // One that came before the new promise was made.
    return fetcher.isEmpty() ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
  }

  private void read(ConsumerRecord<byte[], byte[]> record, ReaderOutput<RowData> output) {
    Progress progress = partitions.get(record.partition());
    Reading<Data> reading = maker.read(record);
    progress.read(record.offset(), record.timestamp());
    if (!reading.isValid()) {
      refuse(record, reading);
      return;
    }
    long eventMillis = Math.floorDiv(reading.eventMicros(), 1_000L);
    long before = passedOn.getAsLong();
    ledger.origin().is(record.partition(), record.offset());
    output.collect(maker.row(reading, record));
    progress.found(eventMillis, passedOn.getAsLong() - before);
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, Reading<Data> reading) {
    if (letters == null) {
      letters = Letters.open(input.deadLetters());
    }
    DeadLetters.Origin origin = new DeadLetters.Origin(record.partition(), record.offset(),
        RowMaker.lastHeader(record, "producer"), RowMaker.lastHeader(record, "seq"));
    letters.task().add(record.value(), origin, reading.reason(), reading.detail());
  }

  @Override
  public List<Split> snapshotState(long checkpoint) {
    if (letters != null) {
      letters.flush();
      letters = null;
    }
    List<Reached> reached = partitions.values().stream()
        .map(progress -> progress.at(clock.watermark()))
        .filter(Objects::nonNull)
        .toList();
    ledger.read(checkpoint, reached);
    return partitions.entrySet().stream()
        .map(entry -> new Split(entry.getKey(), entry.getValue().at(clock.watermark())))
        .toList();
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    ledger.completed(checkpoint);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public void notifyNoMoreSplits() {
    // The topic never ends.
  }

  @Override
  public void close() throws Exception {
    if (fetcher != null) {
      fetcher.close();
    }
  }
}
