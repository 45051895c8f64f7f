package dev.courant.flink.sink;

import dev.courant.flink.counts.Ledger;
import dev.courant.runner.kafka.RowIds;
import dev.courant.runner.kafka.RowSender;
import dev.courant.runner.kafka.WrittenRows;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/** Writes rows in the query's task; their batch is the checkpoint that comes next. */
final class RowWriter implements StatefulSinkWriter<RowData, WrittenRows> {
  private final Output output;
  private final RowFormat format;
  private final Ledger ledger;
  private final Runnable end;
  private WrittenRows written;
  private RowSender sender;
  private RowIds ids = new RowIds(0);
  private long number;

  /** @param end what is closed with it */
  RowWriter(Output output, RowFormat format, Ledger ledger, WrittenRows written, Runnable end) {
    this.output = output;
    this.format = format;
    this.ledger = ledger;
    this.written = written;
    this.end = end;
    open(ledger.restored() + 1);
  }

  /** @param checkpoint the next one; batches count from 0, checkpoints from 1 */
  private void open(long checkpoint) {
    sender = new RowSender(output.spec(), checkpoint - 1);
    ids = new RowIds(0);
  }

  @Override
  public void write(RowData row, Context context) {
    byte[] key = format.key(row);
    byte[] value = row.getRowKind() == RowKind.DELETE ? null : format.value(row);
    sender.send(key, value, id(key, value));
  }

  private String id(byte[] key, byte[] value) {
    return switch (output.ids()) {
      case READING -> ids.byOrigin(ledger.origin().text());
      case CONTENT -> ids.byContent(RowFormat.hash(key, value));
      case NONE -> Long.toString(number++);
    };
  }

  @Override
  public void flush(boolean isEnd) throws IOException {
    WrittenRows now = sender.flush();
    written = written.plus(now);
  }

  @Override
  public List<WrittenRows> snapshotState(long checkpoint) {
    ledger.written(checkpoint, written);
    open(checkpoint + 1);
    return List.of(written);
  }

  @Override
  public void close() {
    // What was not acknowledged by the last checkpoint is written again.
    end.run();
  }
}
