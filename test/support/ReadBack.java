import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Arguments: bootstrap servers, topic. Prints every record of the topic, fields separated by tabs; checksums are checked. */
public class ReadBack {
  public static void main(String[] arguments) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", arguments[0], "check.crcs", "true", "auto.offset.reset", "earliest");
    StringDeserializer text = new StringDeserializer();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, text, text)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(arguments[1]).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> {
          List<String> fields = new ArrayList<>();
          fields.add(String.valueOf(record.partition()));
          fields.add(String.valueOf(record.offset()));
          fields.add(String.valueOf(record.timestamp()));
          fields.add(record.key());
          fields.add(record.value());
          record.headers().forEach(
              header -> fields.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8)));
          System.out.println(String.join("\t", fields));
        });
      }
    }
  }
}
