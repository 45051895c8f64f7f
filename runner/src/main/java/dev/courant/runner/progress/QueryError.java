package dev.courant.runner.progress;

import dev.courant.runner.kafka.Beginning;

/**
 * Why a query is not running, in words for its user; {@code hint} may be {@code null}. Spark's messages may quote a
 * whole cell: they are cut, so that the report of them is one that Kafka takes.
 */
public record QueryError(String code, String message, String hint) {
  private static final int MOST = 1_000;

  public QueryError {
    message = Beginning.of(message, MOST);
    hint = Beginning.of(hint, MOST);
  }
}
