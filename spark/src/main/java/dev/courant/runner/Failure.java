package dev.courant.runner;

import dev.courant.runner.progress.QueryError;

/** Why a query stopped, in words for its user. */
final class Failure {
  private Failure() {}

  static QueryError explain(RunningQuery running, Arguments arguments, Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage().lines().findFirst().orElse("");
    return new QueryError("COURANT_QUERY_FAILED",
        "query \"" + running.name() + "\" stopped: " + message, "courant logs spark");
  }
}
