package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.report.Log;
import dev.courant.runner.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes reports, in order. A report is never given up: a broker that is away for minutes finds all of them. */
public final class ProgressWriter implements AutoCloseable {
  /** Batches whose own records are kept; older ones are contained in their query's record. */
  public static final long KEPT_BATCHES = 10_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  public ProgressWriter(KafkaSettings kafka, String topic) {
    Properties properties = kafka.producer();
    properties.put("linger.ms", "0");
    properties.put("compression.type", "none");
    properties.put("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));
    properties.put("max.block.ms", Long.toString(Long.MAX_VALUE));
    this.producer = new KafkaProducer<>(properties);
    this.topic = topic;
  }

  /** First the batch, then the sum that contains it: whoever sees the sum can find its batch. */
  public void batch(BatchReport batch, Account account) {
    send(BatchReport.key(batch.query(), batch.batch()), ProgressJson.write(batch));
    forgetBatch(batch.query(), batch.batch() - KEPT_BATCHES);
    account(account);
  }

  public void account(Account account) {
    send(account.key(), account.toJson());
  }

  /** Withdraws the record of a query. */
  public void forget(String query) {
    send(Account.key(query), null);
  }

  public void forgetBatch(String query, long batch) {
    if (batch >= 0) {
      send(BatchReport.key(query, batch), null);
    }
  }

  private void send(String key, String json) {
    byte[] value = json == null ? null : json.getBytes(UTF_8);
    producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value), (metadata, error) -> {
      if (error != null) {
        Log.error("progress_lost", "key", key, "message", error.getMessage());
      }
    });
  }

  /** Gives what was reported last two seconds to arrive. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
