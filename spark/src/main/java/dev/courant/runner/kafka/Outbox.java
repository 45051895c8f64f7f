package dev.courant.runner.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Records that one task sends: they go out while the task runs, and {@link #flush()} tells whether all arrived. */
public final class Outbox {
  /**
   * One producer a JVM and cluster, shared by all tasks: opening one a task would cost more than the task.
   * They live as long as the JVM; every user flushes what it sent.
   */
  private static final Map<KafkaSettings, KafkaProducer<byte[], byte[]>> PRODUCERS = new ConcurrentHashMap<>();

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long sent;

  public Outbox(KafkaSettings settings) {
    producer = PRODUCERS.computeIfAbsent(settings, s -> new KafkaProducer<>(s.producer()));
  }

  public static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
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
