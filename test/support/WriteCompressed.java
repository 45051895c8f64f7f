import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Arguments: bootstrap servers, topic, then codecs. Writes the same records to one partition a codec, in their order. */
public class WriteCompressed {
  public static void main(String[] arguments) throws Exception {
    for (int at = 2; at < arguments.length; at++) {
      Map<String, Object> settings =
          Map.of(
              "bootstrap.servers", arguments[0], "compression.type", arguments[at],
              "batch.size", 900_000, "linger.ms", 200, "max.request.size", 4_000_000);
      ByteArraySerializer bytes = new ByteArraySerializer();
      try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
        for (byte[] value : values()) {
          producer.send(new ProducerRecord<>(arguments[1], at - 2, null, value));
        }
      }
    }
  }

  /** What repeats near and far, what repeats nothing, and what is short. */
  private static List<byte[]> values() {
    Random random = new Random(7);
    List<byte[]> values = new ArrayList<>();
    for (int size : new int[] {0, 1, 15, 16, 70, 300, 5_000, 66_000, 400_000}) {
      byte[] noise = new byte[size];
      random.nextBytes(noise);
      values.add(noise);
      byte[] same = new byte[size];
      Arrays.fill(same, (byte) 'x');
      values.add(same);
      byte[] words = new byte[size];
      for (int i = 0; i < size; i++) {
        words[i] = (byte) (random.nextInt(50) == 0 ? random.nextInt(256) : "a reading like ".charAt(i % 15));
      }
      values.add(words);
    }
    for (int i = 0; i < 500; i++) {
      values.add(("{\"sensor\":\"s" + i % 7 + "\",\"value\":" + random.nextInt(1000) + "}").getBytes());
    }
    return values;
  }
}
