import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.kafka.Letter;
import dev.courant.runner.kafka.Outbox;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Arguments: bootstrap servers, topic, letters, bytes of each. Sends letters of noise in one go, until all arrived. */
class SendLetters {
  public static void main(String[] arguments) throws Exception {
    Outbox outbox = new Outbox(new KafkaSettings(arguments[0], Map.of()));
    Random random = new Random(7);
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      byte[] noise = new byte[Integer.parseInt(arguments[3])];
      random.nextBytes(noise);
      outbox.settle();
      outbox.send(Letter.about(arguments[1], "letter-" + i, noise, List.of()));
    }
    outbox.flush();
    System.exit(0);
  }
}
