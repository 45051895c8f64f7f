package dev.courant.runner.kafka;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Sends rows of one batch of a query to its topic. A row that is too large for Kafka becomes a dead letter: written
 * again it would be as large.
 */
public final class RowSender {
  /** Bytes that a row's dead letter keeps; the readings that it is made of are still in their topic. */
  private static final int KEPT_BYTES = 1_000;

  private final RowSpec spec;
  private final long batch;
  /** All but the row's id are the same for a whole batch. */
  private final Header queryHeader;
  private final Header batchHeader;
  private final Header fingerprint;
  private final Outbox outbox;
  private long rows;
  private long setAside;

  public RowSender(RowSpec spec, long batch) {
    this.spec = spec;
    this.batch = batch;
    this.queryHeader = Outbox.header("query", spec.query());
    this.batchHeader = Outbox.header("batch", Long.toString(batch));
    this.fingerprint = Outbox.header("fingerprint", spec.fingerprint());
    outbox = new Outbox(spec.kafka());
  }

  /**
   * @param key may be {@code null}
   * @param value {@code null} where the row of the key is gone
   * @param id the same one when the same row is written again
   */
  public void send(byte[] key, byte[] value, String id) {
    List<Header> headers = List.of(queryHeader, batchHeader, fingerprint, Outbox.header("row", id));
    // The value itself must not stay in memory until it is acknowledged.
    byte[] beginning = Beginning.of(value, KEPT_BYTES);
    int keySize = key == null ? 0 : key.length;
    int size = value == null ? 0 : value.length;
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

  /**
   * Waits until Kafka acknowledged all of them.
   * @throws IOException when it did not
   */
  public WrittenRows flush() throws IOException {
    outbox.flush();
    return new WrittenRows(rows - setAside, setAside);
  }
}
