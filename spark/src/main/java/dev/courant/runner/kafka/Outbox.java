package dev.courant.runner.kafka;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that one task sends: they go out while the task runs, and {@link #flush()} tells whether all arrived. */
public final class Outbox {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long sent;

  public Outbox(KafkaSettings settings) {
    producer = Producers.of(settings);
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    sent++;
    producer.send(record, (metadata, error) -> {
      if (error != null) {
        failure.compareAndSet(null, error);
      }
    });
  }

  /** @throws IOException when a record was refused or not acknowledged in time: the task must fail with it */
  public void flush() throws IOException {
    if (sent > 0) {
      producer.flush();
    }
    Exception error = failure.get();
    if (error != null) {
      throw new IOException("Kafka did not take a record: " + error.getMessage(), error);
    }
  }
}
