package dev.courant.runner.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * One producer a JVM and cluster, shared by all tasks: opening one a task would cost more than the task.
 * They live as long as the JVM; every user flushes what it sent.
 */
final class Producers {
  private static final Map<KafkaSettings, KafkaProducer<byte[], byte[]>> OPEN = new ConcurrentHashMap<>();

  private Producers() {}

  static KafkaProducer<byte[], byte[]> of(KafkaSettings settings) {
    return OPEN.computeIfAbsent(settings, s -> new KafkaProducer<>(s.producer()));
  }
}
