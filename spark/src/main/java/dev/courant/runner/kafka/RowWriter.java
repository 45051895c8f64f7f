package dev.courant.runner.kafka;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * Writes the rows of one task; its commit waits until Kafka acknowledged all of them. A row that is too large for
 * Kafka becomes a dead letter: written again it would be as large.
 */
final class RowWriter implements DataWriter<InternalRow> {
  /** Bytes that a row's dead letter keeps; the readings that it is made of are still in their topic. */
  private static final int KEPT_BYTES = 1_000;

  /** What a task tells the driver. */
  record Written(WrittenRows rows) implements WriterCommitMessage {}

  private final RowSpec spec;
  private final long batch;
  /** All but the row's id are the same for a whole batch. */
  private final Header queryHeader;
  private final Header batchHeader;
  private final Header fingerprint;
  private final RowIds ids;
  private final Outbox outbox;
  private long rows;
  private long setAside;

  RowWriter(RowSpec spec, int task, long batch) {
    this.spec = spec;
    this.batch = batch;
    this.queryHeader = Outbox.header("query", spec.query());
    this.batchHeader = Outbox.header("batch", Long.toString(batch));
    this.fingerprint = Outbox.header("fingerprint", spec.fingerprint());
    ids = new RowIds(task);
    outbox = new Outbox(spec.kafka());
  }

  @Override
  public void write(InternalRow row) {
    byte[] key = row.isNullAt(0) ? null : row.getUTF8String(0).getBytes();
    byte[] value = row.getUTF8String(1).getBytes();
    String id = row.isNullAt(2) ? ids.byContent(key, value) : ids.byOrigin(row.getUTF8String(2).toString());
    List<Header> headers = List.of(queryHeader, batchHeader, fingerprint, Outbox.header("row", id));
    // The value itself must not stay in memory until it is acknowledged.
    byte[] beginning = Beginning.of(value, KEPT_BYTES);
    int keySize = key == null ? 0 : key.length;
    int size = value.length;
    rows++;
    outbox.settle();
    outbox.send(new ProducerRecord<>(spec.query(), null, null, key, value, headers),
        () -> setAside(id, new Letter(spec.deadLetters(), batch + "/" + id, beginning, size, why(id, keySize, size))));
  }

  private void setAside(String id, Letter letter) {
    setAside++;
    outbox.send(letter);
  }

  private List<Header> why(String id, int keySize, int size) {
    String detail = "a row of " + ((long) keySize + size) + " bytes is larger than Kafka takes for the topic";
    return List.of(queryHeader, Outbox.header("reason", "oversized_row"), Outbox.header("detail", detail),
        Outbox.header("topic", spec.query()), batchHeader, fingerprint, Outbox.header("row", id));
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    outbox.flush();
    return new Written(new WrittenRows(rows - setAside, setAside));
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
