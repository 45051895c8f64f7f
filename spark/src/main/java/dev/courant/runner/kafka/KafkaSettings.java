package dev.courant.runner.kafka;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The way to Kafka: bootstrap servers and, where the cluster asks for it, the user's security properties. */
public record KafkaSettings(String bootstrapServers, Map<String, String> extra) implements Serializable {
  public KafkaSettings {
    extra = Map.copyOf(extra);
  }

  /** Options of Spark's Kafka source, which takes client properties under the prefix {@code kafka.}. */
  public Map<String, String> sourceOptions() {
    Map<String, String> options = new HashMap<>();
    extra.forEach((key, value) -> options.put("kafka." + key, value));
    options.put("kafka.bootstrap.servers", bootstrapServers);
    return options;
  }

  /** An idempotent producer; {@code flush()} sends at once, so the linger only gathers what a task writes. */
  public Properties producer() {
    Properties properties = client();
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("linger.ms", "20");
    properties.put("batch.size", "65536");
    properties.put("key.serializer", ByteArraySerializer.class.getName());
    properties.put("value.serializer", ByteArraySerializer.class.getName());
    return properties;
  }

  /** A consumer without a group: it is told its partitions and commits nothing. */
  public Properties consumer() {
    Properties properties = client();
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "none");
    properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
    properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
    return properties;
  }

  private Properties client() {
    Properties properties = new Properties();
    properties.putAll(extra);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** Spark prints plans into its log, and the properties may hold a password. */
  @Override
  public String toString() {
    return bootstrapServers;
  }
}
