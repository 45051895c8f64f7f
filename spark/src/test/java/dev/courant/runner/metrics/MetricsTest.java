package dev.courant.runner.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.BatchReport;
import dev.courant.runner.progress.Counts;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.OpenRead;
import dev.courant.runner.source.Input;
import dev.courant.runner.source.TestTopic;
import dev.courant.runner.source.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is told over HTTP, from accounts that were kept and a topic in memory. */
class MetricsTest {
  /** Shared with the TypeScript tests, which hold it against the table of all metrics (chain/metrics.ts). */
  private static final Path GOLDEN = Path.of("..", "test", "golden", "metrics.txt");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Map<String, String> TRUST = Map.of(
      "ssl.truststore.type", "PEM", "ssl.truststore.location", "src/test/resources/authorities.pem");

  private final Account stats = new Account("sensor_stats", "readings", Engine.SPARK);
  private final Account hot = new Account("hot_readings", "readings", Engine.SPARK);

  private static Topics topic(int... records) {
    TestTopic topic = TestTopic.make("metrics", NOW);
    for (int partition = 0; partition < records.length; partition++) {
      topic.add(partition, Collections.nCopies(records[partition], "r"));
    }
    return TestTopic.named("metrics");
  }

  private String scraped(Topics topics) {
    Input input = new Input(new KafkaSettings("localhost:1", TRUST), "readings", "earliest", 1, EventColumns.NONE);
    return new QueryMetrics(input, topics, List.of(stats, hot), Clock.fixed(NOW, ZoneOffset.UTC)).get();
  }

  /** Ten records of partition 0, of which one is none, two are late, and the newest is 4 s old. */
  private static BatchReport batch(String query, Long late) {
    return new BatchReport(query, 0, "f", OffsetRanges.between(Map.of(), Map.of(0, 10L)), List.of(),
        new Counts(10, 9, 0L, 5L, 1, late), NOW.minusSeconds(9), null, NOW.minusSeconds(4), 212, null, false, NOW);
  }

  @Test
  void everythingThatIsKnownOfEachQueryIsTold() throws Exception {
    stats.add(batch("sensor_stats", 2L));
    stats.running();
    stats.restarted();
    hot.add(batch("hot_readings", null));
    try (MetricsServer server = new MetricsServer(0, () -> scraped(topic(12, 3)))) {
      HttpResponse<String> answer = ask(server, "GET", "/metrics");
      assertEquals(200, answer.statusCode());
      assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("content-type").get());
      assertEquals(Files.readString(GOLDEN), answer.body());
    }
  }

  @Test
  void nothingElseIsAnswered() throws Exception {
    try (MetricsServer server = new MetricsServer(0, () -> "a 1\n")) {
      assertEquals(404, ask(server, "GET", "/").statusCode());
      assertEquals(404, ask(server, "GET", "/metrics/more").statusCode());
      assertEquals(405, ask(server, "POST", "/metrics").statusCode());
    }
  }

  private static HttpResponse<String> ask(MetricsServer server, String method, String path)
      throws IOException, InterruptedException {
    URI place = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(place).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  @Test
  void whatAnOpenBatchHasReadCounts() {
    hot.add(batch("hot_readings", 0L));
    hot.open(new OpenRead(OffsetRanges.between(Map.of(0, 10L), Map.of(0, 12L)), 2, 2, NOW.minusSeconds(1)));
    String text = scraped(topic(12));
    assertTrue(text.contains("courant_query_rows_total{query=\"hot_readings\"} 12\n"), text);
    assertTrue(text.contains("courant_query_lag_records{query=\"hot_readings\"} 0\n"), text);
    assertTrue(text.contains("courant_query_lag_seconds{query=\"hot_readings\"} 0.0\n"), text);
  }

  /** The slower one of two readings of a topic is what is left to do. */
  @Test
  void theReadingThatIsFurthestBehindIsTheLag() {
    OffsetRanges far = OffsetRanges.between(Map.of(), Map.of(0, 10L));
    OffsetRanges near = OffsetRanges.between(Map.of(), Map.of(0, 3L));
    hot.add(new BatchReport("hot_readings", 0, "f", far, List.of(near), new Counts(13, 13, null, null, 0, null), null,
        null, NOW, 1, null, false, NOW));
    assertTrue(scraped(topic(10)).contains("courant_query_lag_records{query=\"hot_readings\"} 7\n"));
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    String text = scraped(topic(5));
    for (String unknown : List.of("lag_seconds", "batch_milliseconds", "watermark_gap_seconds")) {
      assertFalse(text.contains(unknown), unknown);
    }
    assertTrue(text.contains("courant_query_lag_records{query=\"hot_readings\"} 5\n"), text);
  }

  @Test
  void aBrokerThatIsAwayHoldsNobodyUp() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Readings there = topic(5).open();
    KnownBounds bounds = new KnownBounds(() -> {
      try {
        answer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return there;
    }, Duration.ofMillis(1));
    assertTrue(bounds.now().isEmpty());
    answer.countDown();
    while (bounds.now().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals(Map.of(0, 5L), bounds.now().orElseThrow().ends());
  }

  @Test
  void withoutABrokerTheCountsAreToldAllTheSame() {
    stats.add(batch("sensor_stats", 2L));
    String text = scraped(() -> {
      throw new IllegalStateException("away");
    });
    assertTrue(text.contains("courant_query_rows_total{query=\"sensor_stats\"} 10\n"), text);
    assertFalse(text.contains("courant_query_lag"), text);
    assertFalse(text.contains("courant_topic_end_offsets_total"), text);
  }

  @Test
  void withoutCertificatesNoneEnds() {
    assertTrue(new TrustedUntil(new KafkaSettings("h:1", Map.of())).get().isEmpty());
    Map<String, String> gone = Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", "no/such/file");
    assertTrue(new TrustedUntil(new KafkaSettings("h:1", gone)).get().isEmpty());
  }

  @Test
  void noNameBreaksOutOfItsLabel() {
    assertEquals("{query=\"a\\\\\\\"}\\n\"}", Exposition.label("query", "a\\\"}\n"));
  }
}
