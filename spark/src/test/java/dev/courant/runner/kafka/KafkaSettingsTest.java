package dev.courant.runner.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.courant.runner.reading.DeadLetters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  private static final String LOGIN = "ScramLoginModule required passwordFile=\"/mnt/kafka-user/password\";";
  private static final KafkaSettings SETTINGS = new KafkaSettings("kafka:9093",
      Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", LOGIN));

  @Test
  void aLoginTravelsAsTheNameOfItsFile() {
    assertEquals(LOGIN, SETTINGS.producer().get("sasl.jaas.config"));
    assertEquals(LOGIN, SETTINGS.consumer().get("sasl.jaas.config"));
  }

  @Test
  void nothingButTheAddressIsPrinted() {
    DeadLetters letters = new DeadLetters(SETTINGS, "readings.dlq", "stats", "readings");
    assertFalse(letters.toString().contains("sasl"));
    assertEquals("kafka:9093", SETTINGS.toString());
  }

  /** What tasks carry arrives whole in another Java process: two of the same cluster then share one producer there. */
  @Test
  void executorsGetTheSameSettings() throws Exception {
    RowSpec spec = new RowSpec(SETTINGS, "stats", "abc", "readings.dlq");
    DeadLetters letters = new DeadLetters(SETTINGS, "readings.dlq", "stats", "readings");
    assertEquals(spec, sent(spec));
    assertEquals(letters, sent(letters));
    assertEquals(SETTINGS.hashCode(), sent(spec).kafka().hashCode());
  }

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
