package dev.courant.runner.kafka;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The way to Kafka: bootstrap servers and, where the cluster asks for it, the user's security properties. */
public record KafkaSettings(String bootstrapServers, Map<String, String> extra) implements Serializable {
  /** Of one record, before it is compressed; a JVM of 512 MiB holds a few of them. */
  private static final int LARGEST_BYTES = 32 * 1024 * 1024;
  /**
   * Kafka's client cuts a batch that is refused for its size into batches of this size, and sends them for ever where
   * they are refused too (KAFKA-8350): so it is less than any topic is likely to take.
   */
  private static final int BATCH_BYTES = 16 * 1024;

  public KafkaSettings {
    extra = Map.copyOf(extra);
  }

  /**
   * An idempotent producer; {@code flush()} sends at once, so the linger only gathers what a task writes. It leaves it
   * to the broker what is too large, and compresses: what came in compressed can go out again.
   */
  public Properties producer() {
    return client(Map.of(
        "acks", "all",
        "compression.type", "zstd",
        "max.request.size", Integer.toString(LARGEST_BYTES),
        "buffer.memory", Integer.toString(LARGEST_BYTES),
        "enable.idempotence", "true",
        "linger.ms", "20",
        "batch.size", Integer.toString(BATCH_BYTES),
        "key.serializer", ByteArraySerializer.class.getName(),
        "value.serializer", ByteArraySerializer.class.getName()));
  }

  /** The same, with each record in a batch of its own. */
  Properties producerOfSingles() {
    Properties properties = producer();
    properties.put("batch.size", "0");
    return properties;
  }

  /** A consumer without a group: it is told its partitions and commits nothing. */
  public Properties consumer() {
    return client(Map.of(
        "enable.auto.commit", "false",
        "auto.offset.reset", "none",
        "key.deserializer", ByteArrayDeserializer.class.getName(),
        "value.deserializer", ByteArrayDeserializer.class.getName()));
  }

  private Properties client(Map<String, String> role) {
    Properties properties = new Properties();
    properties.putAll(extra);
    properties.putAll(role);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** Spark prints plans into its log, and the properties may hold a password. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
