package dev.courant.runner.progress;

import dev.courant.runner.report.Log;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Queries that earlier runners reported, and whose files are gone: they would be reported, and judged, for ever. Their
 * output topics go with whoever made them.
 *
 * @param others theirs are none of ours
 * @param deleteCheckpoint of the query of a name
 */
public record GoneQueries(
    StoredProgress stored, ProgressWriter progress, Others others, Consumer<String> deleteCheckpoint) {
  /** A name comes from a record that anybody may have written, and becomes a folder's. */
  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  /** @param queries names of those that are there */
  public void forget(Set<String> queries) {
    stored.names().stream()
        .filter(name -> !queries.contains(name) && NAME.matcher(name).matches())
        .filter(name -> !others.run(name, stored.engine(name)))
        .forEach(this::forget);
  }

  /** The checkpoint first: cut short, the next start finds the reports and does it again. */
  private void forget(String query) {
    try {
      deleteCheckpoint.accept(query);
    } catch (UncheckedIOException e) {
      Log.warn("checkpoint_not_deleted", "query", query, "message", e.getMessage());
      return;
    }
    stored.batches(query).forEach(batch -> progress.forgetBatch(query, batch));
    progress.forget(query);
    Log.info("query_forgotten", "query", query);
  }
}
