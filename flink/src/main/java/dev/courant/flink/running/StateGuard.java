package dev.courant.flink.running;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.courant.flink.query.Query;
import dev.courant.runner.report.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Remembers beside the checkpoints which query made them: Flink would take up what fits of another one's state. */
public final class StateGuard {
  private static final String FILE = "courant.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private StateGuard() {}

  /** @return the problem when the query cannot go on with the state that its checkpoints hold */
  public static Optional<Problem> check(Query query, Checkpoints checkpoints) {
    boolean isFit = checkpoints.latest().isEmpty()
        || read(checkpoints).map(json -> json.path("state").asText().equals(query.fingerprint().state())).orElse(true);
    return isFit ? Optional.empty() : Optional.of(new Problem(
        Problem.QUERY_CHANGED, query.file().text().file(), 0,
        "query \"" + query.name() + "\" was edited so that its stored state no longer fits",
        "courant reset " + query.name()));
  }

  /** Cut short by a full disk or a kill: nothing is known. */
  private static Optional<JsonNode> read(Checkpoints checkpoints) {
    Path file = checkpoints.folder().resolve(FILE);
    try {
      return Files.exists(file) ? Optional.of(JSON.readTree(Files.readString(file))) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Query query, Checkpoints checkpoints) {
    String text = JSON.createObjectNode()
        .put("engine", "flink")
        .put("plan", query.fingerprint().plan())
        .put("state", query.fingerprint().state())
        .toString();
    try {
      Files.createDirectories(checkpoints.folder());
      Path whole = Files.writeString(checkpoints.folder().resolve(FILE + ".new"), text);
      Files.move(whole, checkpoints.folder().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
