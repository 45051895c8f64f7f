package dev.courant.runner.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.report.Log;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A dead letter: a beginning of what could not be used, and in headers why. However long that is, the letter is no
 * reason for a task to fail, which would meet it again for ever.
 *
 * @param key names what it is about, so that the letter of a replayed batch is known as the same one
 * @param value what could not be used, or its beginning
 * @param size of the whole value in bytes
 */
public record Letter(String topic, String key, byte[] value, int size, List<Header> headers) {
  /** A longer value is cut to so many bytes. */
  public static final int KEPT_BYTES = 256 * 1024;

  private static final int HEADER_BYTES = 500;

  /** @return the letter about a whole value, which may be {@code null} */
  public static Letter about(String topic, String key, byte[] value, List<Header> headers) {
    return new Letter(topic, key, Beginning.of(value, KEPT_BYTES), value == null ? 0 : value.length, headers);
  }

  /** Bytes that came in with a record and may be of any length; where they were cut stands an ellipsis. */
  public static Header header(String name, byte[] bytes) {
    if (bytes.length <= HEADER_BYTES) {
      return new RecordHeader(name, bytes);
    }
    String beginning = new String(Beginning.of(bytes, HEADER_BYTES), UTF_8);
    return new RecordHeader(name, (beginning + "…").getBytes(UTF_8));
  }

  public static Header header(String name, String text) {
    return header(name, text.getBytes(UTF_8));
  }

  /** A letter that Kafka refuses for its size is sent again without its value. */
  void send(Outbox outbox) {
    Letter bare = new Letter(topic, key, null, size, headers);
    outbox.send(toRecord(), () -> outbox.sendAlone(bare.toRecord(), bare::lost));
  }

  private ProducerRecord<byte[], byte[]> toRecord() {
    List<Header> all = new ArrayList<>(headers);
    if (size > 0 && (value == null || value.length < size)) {
      all.add(header("size", Integer.toString(size)));
    }
    return new ProducerRecord<>(topic, null, null, key.getBytes(UTF_8), value, all);
  }

  /** The account still counts it, so that {@code courant verify} misses the letter. */
  private void lost() {
    Log.error("dead_letter_lost", "topic", topic, "key", key, "message", "it is too large even without its value");
  }
}
