package dev.courant.flink.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells whether two versions of a query are the same plan, and whether the second can go on with the first one's
 * state.
 *
 * @param plan hash of the whole plan
 * @param state hash of all that the stored state depends on; {@code stateless} when there is none
 */
public record Fingerprint(String plan, String state) {
  private static final String STATELESS = "stateless";

  static Fingerprint of(PlanTree plan) {
    int top = plan.topmostState();
    return new Fingerprint(hash(plan.nodes()), top < 0 ? STATELESS : hash(plan.nodes().subList(0, top + 1)));
  }

  private static String hash(List<JsonNode> nodes) {
    String text = nodes.stream().map(Fingerprint::text).collect(Collectors.joining("\n"));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Numbers of nodes and the sentences about them are no part of what they do. Which columns are read, their names and
   * types say: their places change with others that nobody reads.
   */
  private static String text(JsonNode node) {
    ObjectNode copy = node.deepCopy();
    copy.remove(List.of("id", "description"));
    copy.path("scanTableSource").path("abilities").forEach(ability -> ((ObjectNode) ability).remove("projectedFields"));
    return copy.toString();
  }
}
