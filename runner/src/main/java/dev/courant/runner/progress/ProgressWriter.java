package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.report.Log;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.kafka.Refusal;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Publishes reports, in order. A report is never given up: a broker that is away for minutes finds all of them. */
public final class ProgressWriter implements AutoCloseable {
  /** Batches whose own records are kept; older ones are contained in their query's record. */
  public static final long KEPT_BATCHES = 10_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  private final Consumer<String> giveUp;

  /** @param giveUp told when no report can be written any more: the next process counts again what was not reported */
  public ProgressWriter(KafkaSettings kafka, String topic, Consumer<String> giveUp) {
    this.giveUp = giveUp;
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
    try {
      producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value), (metadata, error) -> lost(key, error));
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      lost(key, e);
    }
  }

  private void lost(String key, Exception error) {
    if (error == null) {
      return;
    }
    Log.error("progress_lost", "key", key, "message", error.getMessage());
    if (Refusal.isOne(error)) {
      giveUp.accept("a report was refused: " + error.getMessage());
    }
  }

  /** Gives what was reported last two seconds to arrive. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
