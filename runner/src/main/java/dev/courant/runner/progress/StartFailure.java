package dev.courant.runner.progress;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.report.Log;
import dev.courant.runner.report.Problem;
import dev.courant.runner.report.Problems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells those who only see Kafka why no query runs: on a cluster nobody reads the runner's log.
 *
 * @param progress topic of the reports
 * @param input topic that the queries would read
 */
public record StartFailure(
    KafkaSettings kafka, String progress, String input, Engine engine, CompletableFuture<StoredProgress> stored) {
  public void publish(Problems problems) {
    try {
      StoredProgress known = stored.get(5, TimeUnit.SECONDS);
      try (ProgressWriter writer = new ProgressWriter(kafka, progress, why -> {})) {
        byQuery(problems).forEach((query, error) -> writer.account(account(query, error, known)));
      }
    } catch (ExecutionException | TimeoutException e) {
      Log.warn("start_failure_not_published", "message", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, QueryError> byQuery(Problems problems) {
    Map<String, QueryError> errors = new LinkedHashMap<>();
    for (Problem problem : problems.list()) {
      String file = problem.file() == null ? "" : Path.of(problem.file()).getFileName().toString();
      if (file.endsWith(".sql")) {
        String place = file + problem.place() + ": ";
        errors.putIfAbsent(file.substring(0, file.length() - 4),
            new QueryError(problem.code(), place + problem.message(), problem.hint()));
      }
    }
    return errors;
  }

  /** The counts of earlier runs stay: only the state changes. */
  private Account account(String query, QueryError error, StoredProgress known) {
    Account account = known.query(query).orElseGet(() -> new Account(query, input, engine));
    account.failed(error);
    return account;
  }
}
