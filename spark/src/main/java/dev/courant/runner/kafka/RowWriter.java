package dev.courant.runner.kafka;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Writes the rows of one task; its commit waits until Kafka acknowledged all of them. */
final class RowWriter implements DataWriter<InternalRow> {
  /** A task has nothing to tell the driver: the records are where they belong. */
  private static final class Written implements WriterCommitMessage {}

  private final RowSpec spec;
  /** All but the row's id are the same for a whole batch. */
  private final Header query;
  private final Header batch;
  private final Header fingerprint;
  private final RowIds ids;
  private final Outbox outbox;

  RowWriter(RowSpec spec, int task, long batch) {
    this.spec = spec;
    this.query = Outbox.header("query", spec.query());
    this.batch = Outbox.header("batch", Long.toString(batch));
    this.fingerprint = Outbox.header("fingerprint", spec.fingerprint());
    ids = new RowIds(task);
    outbox = new Outbox(spec.kafka());
  }

  @Override
  public void write(InternalRow row) {
    byte[] key = row.isNullAt(0) ? null : row.getUTF8String(0).getBytes();
    byte[] value = row.getUTF8String(1).getBytes();
    String id = row.isNullAt(2) ? ids.byContent(key, value) : ids.byOrigin(row.getUTF8String(2).toString());
    List<Header> headers = List.of(query, batch, fingerprint, Outbox.header("row", id));
    outbox.send(new ProducerRecord<>(spec.query(), null, null, key, value, headers));
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    outbox.flush();
    return new Written();
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
