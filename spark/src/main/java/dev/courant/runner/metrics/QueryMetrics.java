package dev.courant.runner.metrics;

import dev.courant.runner.metrics.KnownBounds.Bounds;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Figures;
import dev.courant.runner.source.Input;
import dev.courant.runner.source.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The queries' accounts as metrics (table: chain/metrics.ts), from the same figures as the progress topic has. */
public final class QueryMetrics implements Supplier<String> {
  /** Less than the time after which Prometheus gives a scrape up. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String topic;
  private final List<Account> accounts;
  private final KnownBounds bounds;
  private final TrustedUntil trusted;
  private final Clock clock;

  /** @param topics opens the topic that the queries read */
  public QueryMetrics(Input input, Topics topics, List<Account> accounts, Clock clock) {
    this.topic = input.topic();
    this.accounts = accounts;
    this.clock = clock;
    bounds = new KnownBounds(topics, PATIENCE);
    trusted = new TrustedUntil(input.kafka());
  }

  @Override
  public String get() {
    // Asked for after the accounts, the end lies at or behind what they have read.
    List<Figures> queries = accounts.stream().map(Account::figures).toList();
    Optional<Bounds> known = bounds.now();
    Exposition text = new Exposition();
    counts(text, queries);
    times(text, queries, known, clock.instant());
    known.ifPresent(found -> text.counter("courant_topic_end_offsets_total",
        "Offsets behind the last record of each partition, added up",
        Map.of(Exposition.label("topic", topic), sum(found.ends()))));
    trusted.get().ifPresent(end -> text.gauge("courant_trusted_certificate_end_seconds",
        "When the last certificate ends by which brokers are trusted, since the epoch",
        Map.of("", end.getEpochSecond())));
    return text.toString();
  }

  private static void counts(Exposition text, List<Figures> queries) {
    text.gauge("courant_query_up", "Whether the query runs", each(queries, query -> query.isRunning() ? 1 : 0))
        .counter("courant_query_rows_total", "Records read", each(queries, Figures::rows))
        .counter("courant_query_valid_total", "Records that were readings", each(queries, Figures::valid))
        .counter("courant_query_dead_letters_total", "Records set aside", each(queries, Figures::dead))
        .counter("courant_query_oversized_rows_total", "Rows too large for Kafka, each a dead letter",
            each(queries, Figures::setAside))
        .counter("courant_query_late_total", "Readings whose window had closed; absent where the plan does not tell",
            each(queries, Figures::late))
        .counter("courant_query_restarts_total", "Starts after a failure, since the runner started",
            each(queries, Figures::restarts));
  }

  private static void times(Exposition text, List<Figures> queries, Optional<Bounds> known, Instant now) {
    text.gauge("courant_query_lag_records", "Records not read", each(queries, query -> lag(query, known)))
        .gauge("courant_query_lag_seconds", "Age of the newest record read, 0 when nothing is left",
            each(queries, query -> lagSeconds(query, lag(query, known), now)))
        .gauge("courant_query_batch_milliseconds", "Duration of the last batch", each(queries, Figures::lastBatchMs))
        .gauge("courant_query_watermark_gap_seconds", "How far the watermark is behind the clock",
            each(queries, query -> gapSeconds(query, now)));
  }

  private static Long lag(Figures query, Optional<Bounds> known) {
    return known.map(found -> found.ends().entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue()
            - query.next(end.getKey(), found.beginnings().getOrDefault(end.getKey(), 0L))))
        .sum()).orElse(null);
  }

  private static Double lagSeconds(Figures query, Long lag, Instant now) {
    if (lag == null || lag > 0 && query.newestTimestamp() == null) {
      return null;
    }
    return lag == 0 ? Double.valueOf(0) : secondsTo(now, query.newestTimestamp());
  }

  /** Before a first reading the watermark is the epoch, and says nothing. */
  private static Double gapSeconds(Figures query, Instant now) {
    boolean isKnown = query.watermark() != null && query.watermark().isAfter(Instant.EPOCH);
    return isKnown ? secondsTo(now, query.watermark()) : null;
  }

  private static Double secondsTo(Instant now, Instant since) {
    return Math.max(0, Duration.between(since, now).toMillis()) / 1_000.0;
  }

  private static Map<String, Number> each(List<Figures> queries, Function<Figures, Number> value) {
    Map<String, Number> samples = new TreeMap<>();
    queries.forEach(query -> Optional.ofNullable(value.apply(query))
        .ifPresent(known -> samples.put(Exposition.label("query", query.query()), known)));
    return samples;
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }
}
