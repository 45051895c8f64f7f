package dev.courant.runner.reading;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.kafka.Letter;
import dev.courant.runner.kafka.Outbox;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;

/**
 * Records that are no reading, on their way to a topic of their own. Written from inside the scan, so that a record
 * is read and parsed once; the task ends only when all its dead letters arrived, and fails when one did not.
 */
public record DeadLetters(KafkaSettings kafka, String topic, String query, String source) implements Serializable {

  /** Where a record came from, and the headers by which its producer accounts for it. */
  public record Origin(int partition, long offset, byte[] producer, byte[] seq) {}

  /** One task's dead letters; the task's end waits for them. */
  public final class Task {
    private final Outbox outbox = new Outbox(kafka);

    /** @param detail one sentence for a person */
    public void add(byte[] value, Origin origin, Reason reason, String detail) {
      String key = origin.partition() + ":" + origin.offset();
      outbox.settle();
      outbox.send(Letter.about(topic, key, value, headers(origin, reason, detail)));
    }

    /** Deals with letters that Kafka refused for their size, where none follows that would. */
    public void settle() {
      outbox.settle();
    }

    /** @throws UncheckedIOException when one did not arrive */
    private void flush() {
      try {
        outbox.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** @param atEnd runs what it is given when the task ends, which fails with it */
  public Task openTask(Consumer<Runnable> atEnd) {
    Task task = new Task();
    atEnd.accept(task::flush);
    return task;
  }

  private List<Header> headers(Origin origin, Reason reason, String detail) {
    List<Header> headers = new ArrayList<>(8);
    headers.add(Outbox.header("query", query));
    headers.add(Outbox.header("reason", reason.word()));
    headers.add(Letter.header("detail", detail));
    headers.add(Outbox.header("topic", source));
    headers.add(Outbox.header("partition", Integer.toString(origin.partition())));
    headers.add(Outbox.header("offset", Long.toString(origin.offset())));
    if (origin.producer() != null) {
      headers.add(Letter.header("producer", origin.producer()));
    }
    if (origin.seq() != null) {
      headers.add(Letter.header("seq", origin.seq()));
    }
    return headers;
  }
}
