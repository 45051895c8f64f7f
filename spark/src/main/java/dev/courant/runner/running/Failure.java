package dev.courant.runner.running;

import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.QueryError;
import dev.courant.runner.query.SqlProblem;
import dev.courant.runner.source.Input;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reasons why a query stopped, in words for its user, with the batch and the offsets that it failed on. */
record Failure(RunningQuery running, Input input) {
  private static final List<String> LOSS =
      List.of("data_loss", "some data may have been", "offsetoutofrange", "out of range", "are gone");

  QueryError explain(Throwable thrown) {
    List<Throwable> causes = Stream.iterate(thrown, t -> t != null, Throwable::getCause).limit(20).toList();
    Optional<QueryError> lost = causes.stream().anyMatch(Failure::isLoss)
        ? LostOffsets.find(running, input)
        : Optional.empty();
    return lost.orElseGet(() -> failed(causes));
  }

  private static boolean isLoss(Throwable thrown) {
    String text = thrown.toString().toLowerCase(Locale.ROOT);
    return LOSS.stream().anyMatch(text::contains);
  }

  private QueryError failed(List<Throwable> causes) {
    Throwable root = causes.get(causes.size() - 1);
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    String where = SqlProblem.placeIn(message)
        .map(place -> " at line " + place.line() + ", column " + place.column())
        .orElse("");
    return new QueryError("COURANT_QUERY_FAILED",
        "query \"" + running.name() + "\" failed in " + place() + where + ": " + SqlProblem.sentence(message),
        SqlProblem.function(message).orElse("courant logs spark"));
  }

  /** The batch that was planned last is the one that failed; one in real time has no end yet. */
  private String place() {
    Checkpoint checkpoint = running.checkpoint();
    long id = checkpoint.lastCommitted().orElse(-1) + 1;
    String offsets = checkpoint.batch(id)
        .flatMap(batch -> checkpoint.start(id).map(start -> OffsetRanges.between(start, batch.end())))
        .map(Failure::text)
        .or(() -> checkpoint.start(id).map(Failure::text))
        .filter(text -> !text.isEmpty())
        .map(text -> " (" + input.topic() + " " + text + ")")
        .orElse("");
    return "batch " + id + offsets;
  }

  private static String text(Map<Integer, Long> start) {
    return start.entrySet().stream()
        .map(entry -> "partition " + entry.getKey() + " from offset " + entry.getValue() + " on")
        .collect(Collectors.joining(", "));
  }

  private static String text(OffsetRanges ranges) {
    return ranges.byPartition().entrySet().stream()
        .filter(entry -> entry.getValue().end() > entry.getValue().start())
        .map(entry -> "partition " + entry.getKey() + " offsets " + entry.getValue().start() + " to "
            + (entry.getValue().end() - 1))
        .collect(Collectors.joining(", "));
  }
}
