package dev.courant.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
  @TempDir private Path folder;

  @Test
  void hasTheDefaultsOfTheContract() {
    Arguments parsed = Arguments.parse("--bootstrap-servers", "h:1", "--queries", "q", "--checkpoints", "c");
    assertEquals("readings", parsed.input().topic());
    assertEquals("readings.dlq", parsed.deadLetters());
    assertEquals("courant.progress", parsed.progress());
    assertEquals("earliest", parsed.input().startingOffsets());
    assertEquals(200_000, parsed.input().maxOffsetsPerTrigger());
    assertNull(parsed.leastPause());
    assertEquals(EventColumns.NONE, parsed.input().columns());
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    Problems problems = assertThrows(Problems.class,
        () -> Arguments.parse("--querys", "q", "--checkpoints", "c", "--trigger-ms", "-1",
            "--columns", "{\"a\":\"bigint\"}", "--max-offsets-per-trigger"));
    List<String> messages = problems.list().stream().map(Problem::message).toList();
    assertTrue(messages.contains("\"--querys\" is no argument of the runner"), messages.toString());
    assertTrue(messages.contains("--bootstrap-servers is missing"));
    assertTrue(messages.contains("--queries is missing"));
    assertTrue(messages.contains("--trigger-ms \"-1\" is no whole number from 0"));
    assertTrue(messages.contains("--columns: \"bigint\" is no type of a column"));
    assertTrue(messages.contains("--max-offsets-per-trigger needs a value"));
  }

  @ParameterizedTest
  @CsvSource({"auto,", "0,PT0S", "250,PT0.25S"})
  void takesThePauseOrLeavesItToThePace(String given, Duration least) {
    Arguments parsed = Arguments.parse(
        "--bootstrap-servers", "h:1", "--queries", "q", "--checkpoints", "c", "--trigger-ms", given);
    assertEquals(least, parsed.leastPause());
  }

  @Test
  void passesSecurityPropertiesOnAndNeverPrintsThem() throws IOException {
    Path file = Files.writeString(folder.resolve("kafka.properties"), "sasl.jaas.config=secret\n");
    Arguments parsed = Arguments.parse(
        "--bootstrap-servers", "h:1", "--queries", "q", "--checkpoints", "c", "--kafka-properties", file.toString());
    assertEquals("secret", parsed.kafka().consumer().get("sasl.jaas.config"));
    assertEquals("secret", parsed.kafka().producer().get("sasl.jaas.config"));
    assertTrue(!parsed.toString().contains("secret"));
  }
}
