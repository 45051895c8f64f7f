package dev.courant.runner.metrics;

import dev.courant.runner.feed.Readings;
import dev.courant.runner.source.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Where the topic begins and ends, as far as a broker says it in time: a scrape is not held up by one that is away. */
final class KnownBounds {
  /** Offsets by partition, of the first record kept and behind the last one. */
  record Bounds(Map<Integer, Long> beginnings, Map<Integer, Long> ends) {}

  private final Topics topics;
  private final Duration patience;
  private final Executor thread = Executors.newSingleThreadExecutor(Daemon::thread);
  private CompletableFuture<Bounds> asked = CompletableFuture.completedFuture(null);

  KnownBounds(Topics topics, Duration patience) {
    this.topics = topics;
    this.patience = patience;
  }

  Optional<Bounds> now() {
    try {
      return Optional.ofNullable(ask().copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).join());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** One question at a time: whoever comes while nobody answers waits for the same answer. */
  private synchronized CompletableFuture<Bounds> ask() {
    if (asked.isDone()) {
      asked = CompletableFuture.supplyAsync(this::bounds, thread);
    }
    return asked;
  }

  private Bounds bounds() {
    Readings topic = topics.open();
    return new Bounds(topic.beginnings(), topic.ends(System.nanoTime()));
  }
}
