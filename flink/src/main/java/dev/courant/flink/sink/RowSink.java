package dev.courant.flink.sink;

import dev.courant.flink.counts.Ledger;
import dev.courant.flink.counts.Start;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;
import dev.courant.runner.kafka.WrittenRows;

/**
 * Writes a query's rows to its topic, at least once: a checkpoint waits until Kafka has those before it. Transactions
 * would hold each row back until its checkpoint, and readers that do not know of them would see those that were aborted.
 */
record RowSink(Output output, RowFormat format) implements Sink<RowData>, SupportsWriterState<RowData, WrittenRows> {
  @Override
  public StatefulSinkWriter<RowData, WrittenRows> createWriter(WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<RowData, WrittenRows> restoreWriter(
      WriterInitContext context, Collection<WrittenRows> earlier) {
    WrittenRows written = earlier.stream().reduce(WrittenRows.NONE, WrittenRows::plus);
    Ledger ledger = Ledger.of(output.spec().query());
    if (output.start() == null) {
      return new RowWriter(output, format, ledger, written, () -> {});
    }
    Start.Begun begun = output.start()
        .begin(context.getRestoredCheckpointId().orElse(0), context.getTaskInfo().getAttemptNumber());
    return new RowWriter(output.bearing(begun.fingerprint()), format, ledger, written, begun.end());
  }

  @Override
  public SimpleVersionedSerializer<WrittenRows> getWriterStateSerializer() {
    return new StateSerializer();
  }

  private static final class StateSerializer implements SimpleVersionedSerializer<WrittenRows> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(WrittenRows rows) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(rows.acknowledged());
      out.writeLong(rows.setAside());
      return bytes.toByteArray();
    }

    @Override
    public WrittenRows deserialize(int version, byte[] serialized) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
      return new WrittenRows(in.readLong(), in.readLong());
    }
  }
}
