package dev.courant.runner.running;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.runner.progress.Checkpoint;
import dev.courant.runner.query.Query;
import dev.courant.runner.report.Problem;
import java.util.Optional;

/**
 * Remembers beside each checkpoint which query made it. Spark itself takes up the state of an edited query when the
 * types happen to fit, and then goes on with sums of something else.
 */
public final class StateGuard {
  private static final String FILE = "courant.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private StateGuard() {}

  /** @return the problem when the query cannot go on with the state that its checkpoint holds */
  public static Optional<Problem> check(Query query, Checkpoint checkpoint) {
    Optional<JsonNode> written = checkpoint.readText(FILE).flatMap(StateGuard::parse);
    boolean isFit = written.isEmpty()
        || checkpoint.batch(0).isEmpty() && checkpoint.lastCommitted().isEmpty()
        || written.get().path("state").asText().equals(query.fingerprint().state());
    return isFit ? Optional.empty() : Optional.of(new Problem(
        Problem.QUERY_CHANGED, query.file().file(), 0,
        "query \"" + query.name() + "\" was edited so that its stored state no longer fits",
        "courant reset " + query.name()));
  }

  /** @return the plan's fingerprint of the query that ran last on this checkpoint, if it is known */
  static Optional<String> lastPlan(Checkpoint checkpoint) {
    return checkpoint.readText(FILE).flatMap(StateGuard::parse).map(json -> json.path("plan").asText());
  }

  static void write(Query query, Checkpoint checkpoint) {
    String text = JSON.createObjectNode()
        .put("plan", query.fingerprint().plan())
        .put("state", query.fingerprint().state())
        .toString();
    if (!checkpoint.readText(FILE).equals(Optional.of(text))) {
      checkpoint.writeText(FILE, text);
    }
  }

  /** Cut short by a full disk or a kill: nothing is known, as with a checkpoint of another tool. */
  private static Optional<JsonNode> parse(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(json -> json.path("state").isTextual());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
