package dev.courant.runner.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Records that one task sends: they go out while the task runs, and {@link #flush()} tells whether all arrived. */
public final class Outbox {
  /**
   * One producer a JVM and cluster, shared by all tasks: opening one a task would cost more than the task.
   * They live as long as the JVM; every user flushes what it sent.
   */
  private static final Map<KafkaSettings, KafkaProducer<byte[], byte[]>> PRODUCERS = new ConcurrentHashMap<>();
  /** Of those that send each record in a batch of its own, whose refusal is its own. */
  private static final Map<KafkaSettings, KafkaProducer<byte[], byte[]>> ALONE = new ConcurrentHashMap<>();

  private final KafkaSettings settings;
  private final KafkaProducer<byte[], byte[]> producer;
  /** Opened for the first record that needs it. */
  private KafkaProducer<byte[], byte[]> alone;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  /** What to do about records that were too large; the producer's thread, which finds them, must not send. */
  private final Queue<Runnable> refused = new ConcurrentLinkedQueue<>();
  private long sent;

  public Outbox(KafkaSettings settings) {
    this.settings = settings;
    producer = PRODUCERS.computeIfAbsent(settings, s -> new KafkaProducer<>(s.producer()));
  }

  /** A header that we made: of bounded length. */
  public static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  /**
   * @param whenTooLarge run by the task's own thread, at the latest in {@link #flush()}, when Kafka refuses the record
   *     for its size: that follows from the input, and would be the same each time the task is run again
   */
  void send(ProducerRecord<byte[], byte[]> record, Runnable whenTooLarge) {
    send(producer, record, whenTooLarge);
  }

  /** The same of a record that stands for one which was refused. */
  void sendAlone(ProducerRecord<byte[], byte[]> record, Runnable whenTooLarge) {
    alone = ALONE.computeIfAbsent(settings, s -> new KafkaProducer<>(s.producerOfSingles()));
    send(alone, record, whenTooLarge);
  }

  private void send(KafkaProducer<byte[], byte[]> by, ProducerRecord<byte[], byte[]> record, Runnable whenTooLarge) {
    sent++;
    try {
      by.send(record, (metadata, error) -> {
        if (error instanceof RecordTooLargeException || error instanceof RecordBatchTooLargeException) {
          refused.add(whenTooLarge);
        } else if (error != null) {
          failure.compareAndSet(null, error);
          forgetIfRefused(by, error);
        }
      });
    } catch (KafkaException e) {
      forgetIfRefused(by, e);
      throw e;
    }
  }

  /** A producer whose own login was refused while it asked for its id never works again: the next task has another. */
  private void forgetIfRefused(KafkaProducer<byte[], byte[]> by, Exception error) {
    if (Refusal.isOne(error) && (PRODUCERS.remove(settings, by) || ALONE.remove(settings, by))) {
      by.close(Duration.ZERO);
    }
  }

  public void send(Letter letter) {
    letter.send(this);
  }

  /** Deals with what was refused by now, so that a task of many such records does not gather them. */
  public void settle() {
    for (Runnable next = refused.poll(); next != null; next = refused.poll()) {
      next.run();
    }
  }

  /** @throws IOException when a record was refused or not acknowledged in time: the task must fail with it */
  public void flush() throws IOException {
    for (long flushed = 0; flushed < sent;) {
      flushed = sent;
      producer.flush();
      if (alone != null) {
        alone.flush();
      }
      settle();
    }
    Exception error = failure.get();
    if (error != null) {
      throw new IOException("Kafka did not take a record: " + error.getMessage(), error);
    }
  }
}
