package dev.courant.flink.running;

import dev.courant.runner.progress.QueryError;
import java.util.List;
import java.util.stream.Stream;

/** Reasons why a query stopped, in words for its user. */
final class Failure {
  private Failure() {}

  static QueryError explain(String query, Throwable thrown) {
    List<Throwable> causes = Stream.iterate(thrown, error -> error != null, Throwable::getCause).limit(30).toList();
    Throwable root = causes.get(causes.size() - 1);
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    if (causes.stream().anyMatch(error -> error.toString().contains("OffsetOutOfRangeException"))) {
      return new QueryError("COURANT_OFFSETS_LOST",
          "query \"" + query + "\" needs readings that are gone: " + message,
          "start over and drop the old state: courant reset " + query);
    }
    return new QueryError("COURANT_QUERY_FAILED",
        "query \"" + query + "\" failed: " + message.lines().findFirst().orElse(""), "courant logs flink");
  }
}
