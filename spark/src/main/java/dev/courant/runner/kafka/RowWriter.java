package dev.courant.runner.kafka;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Writes the rows of one task; its commit waits until Kafka acknowledged all of them. */
final class RowWriter implements DataWriter<InternalRow> {
  /** What a task tells the driver. */
  record Written(WrittenRows rows) implements WriterCommitMessage {}

  private final RowSender sender;
  private final RowIds ids;

  RowWriter(RowSpec spec, int task, long batch) {
    sender = new RowSender(spec, batch);
    ids = new RowIds(task);
  }

  @Override
  public void write(InternalRow row) {
    byte[] key = row.isNullAt(0) ? null : row.getUTF8String(0).getBytes();
    byte[] value = row.getUTF8String(1).getBytes();
    String id = row.isNullAt(2)
        ? ids.byContent(RowHash.of(key, value))
        : ids.byOrigin(row.getUTF8String(2).toString());
    sender.send(key, value, id);
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    return new Written(sender.flush());
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
