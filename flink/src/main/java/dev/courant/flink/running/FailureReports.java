package dev.courant.flink.running;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.progress.Account;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.report.Log;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.failure.FailureEnricher;
import org.apache.flink.core.failure.FailureEnricherFactory;

/**
 * Tells why a query failed that Flink then starts again by itself. Flink's JobManager calls it as a plugin of its own, by
 * the name that {@code jobmanager.failure-enrichers} has.
 */
public final class FailureReports implements FailureEnricherFactory, FailureEnricher {
  /** Flink shows what it is given under this name. */
  private static final String LABEL = "courant";

  private static volatile Query told;

  private record Query(KafkaSettings kafka, String name, String input, String progress) {}

  /** Whose failures they are: the JobManager's one query. */
  static void of(KafkaSettings kafka, String query, String input, String progress) {
    told = new Query(kafka, query, input, progress);
  }

  @Override
  public FailureEnricher createFailureEnricher(Configuration settings) {
    return this;
  }

  @Override
  public Set<String> getOutputKeys() {
    return Set.of(LABEL);
  }

  @Override
  public CompletableFuture<Map<String, String>> processFailure(Throwable cause, Context context) {
    Query query = told;
    if (query == null) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return CompletableFuture.supplyAsync(() -> Map.of(LABEL, report(query, cause)), context.getIOExecutor());
  }

  private static String report(Query query, Throwable cause) {
    QueryError error = Failure.explain(query.name(), cause);
    Log.error("query_failed", "query", query.name(), "code", error.code(), "message", error.message(),
        "hint", error.hint(), "trace", Log.trace(cause));
    StoredProgress stored = StoredProgress.read(query.kafka(), query.progress());
    try (ProgressWriter writer = new ProgressWriter(query.kafka(), query.progress(), why -> {})) {
      // The counts stay: only the state changes. A report that came meanwhile is contained in the next one.
      Account account = stored.query(query.name())
          .orElseGet(() -> new Account(query.name(), query.input(), Engine.FLINK));
      account.failed(error);
      writer.account(account);
    }
    return error.code();
  }
}
