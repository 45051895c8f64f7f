import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Block;
import dev.courant.runner.feed.Topic;
import dev.courant.runner.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Arguments: bootstrap servers, topic. Reads the topic as the runner does, makes it anew with other readings, waits for
 * the end to go down, and reads it again from the beginning. Prints the values of either time, a line each.
 */
class ReadAnew {
  private static final int FIRST = 20;
  private static final int SECOND = 10;

  private final KafkaSettings kafka;
  private final String name;
  private final Topic topic;

  private ReadAnew(String servers, String name) {
    kafka = new KafkaSettings(servers, Map.of());
    this.name = name;
    topic = Topic.of(kafka, name);
  }

  public static void main(String[] arguments) throws Exception {
    ReadAnew reader = new ReadAnew(arguments[0], arguments[1]);
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", arguments[0]))) {
      reader.make(admin, FIRST, 0);
      reader.print(reader.end());
      admin.deleteTopics(List.of(reader.name)).all().get();
      reader.make(admin, SECOND, 1_000);
      long end = reader.end();
      while (end != SECOND) {
        end = reader.end();
      }
      reader.print(end);
    }
    System.exit(0);
  }

  private void make(Admin admin, int readings, int first) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka.producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < readings; i++) {
        String value = "{\"sensor\":\"s\",\"value\":" + (first + i) + ",\"event_time\":\"2026-03-01T12:00:00Z\"}";
        producer.send(new ProducerRecord<>(name, value.getBytes(StandardCharsets.UTF_8))).get();
      }
    }
  }

  /** What a look says that meets no topic, or half a one, is passed over. */
  private long end() {
    try {
      return topic.ends(System.nanoTime()).getOrDefault(0, -1L);
    } catch (org.apache.kafka.common.KafkaException e) {
      return -1;
    }
  }

  private void print(long end) {
    StringBuilder values = new StringBuilder();
    for (long at = 0; at < end;) {
      Block block = topic.read(0, at, end);
      for (int row = block.indexOf(at); row < block.rows(); row++) {
        values.append((long) block.columns(row, row + 1, EventColumns.NONE).column(2).getDouble(0)).append(' ');
      }
      at = block.end();
    }
    System.out.println(values.toString().trim());
  }
}
