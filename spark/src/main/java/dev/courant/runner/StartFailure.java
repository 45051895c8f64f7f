package dev.courant.runner;

import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.progress.StoredProgress;
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

/** Tells those who only see Kafka why no query runs: on a cluster nobody reads the runner's log. */
record StartFailure(Arguments arguments, CompletableFuture<StoredProgress> stored) {
  void publish(Problems problems) {
    try {
      StoredProgress known = stored.get(5, TimeUnit.SECONDS);
      try (ProgressWriter progress = new ProgressWriter(arguments.kafka(), arguments.progress(), why -> {})) {
        byQuery(problems).forEach((query, error) -> progress.account(account(query, error, known)));
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
    Account account = known.query(query).orElseGet(() -> new Account(query, arguments.input().topic()));
    account.failed(error);
    return account;
  }
}
