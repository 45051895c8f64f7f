package dev.courant.flink;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.courant.flink.query.Query;
import dev.courant.runner.report.Problems;
import java.util.List;

/** {@code --check}: says on stdout, as one JSON document, whether all queries can run and what they are. */
record Check(Arguments arguments) {
  private static final ObjectMapper JSON = new ObjectMapper();

  int run() {
    ObjectNode document = JSON.createObjectNode().put("ok", true);
    ArrayNode queries = document.putArray("queries");
    ArrayNode problems = document.putArray("problems");
    try {
      list(new FlinkRunner(arguments).queries(), queries);
    } catch (Problems found) {
      document.put("ok", false);
      found.list().forEach(problem -> problems.addPOJO(problem));
    }
    System.out.println(document);
    return document.get("ok").booleanValue() ? 0 : 2;
  }

  private static void list(List<Query> found, ArrayNode queries) {
    for (Query query : found) {
      ObjectNode json = queries.addObject().put("name", query.name());
      json.put("fingerprint", query.fingerprint().plan()).set("plan", JSON.valueToTree(query.kind()));
      json.put("output", query.output()).put("watermarkMs", query.delayMs());
      ArrayNode columns = json.putArray("columns");
      query.columns().forEach(columns::add);
    }
  }
}
