package dev.courant.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.courant.runner.query.Query;
import dev.courant.runner.report.Problems;
import java.util.List;

/** {@code --check}: says on stdout, as one JSON document, whether all queries can run and what they are. */
record Check(Arguments arguments) {
  private static final ObjectMapper JSON = new ObjectMapper();

  int run() {
    // Nothing but the document may stand on stdout; read by log4j2.properties.
    System.setProperty("courant.log", "SYSTEM_ERR");
    ObjectNode document = JSON.createObjectNode().put("ok", true);
    ArrayNode queries = document.putArray("queries");
    ArrayNode problems = document.putArray("problems");
    try {
      Runner runner = new Runner(arguments, SparkSettings.session(arguments.checkpoints()));
      list(runner.queries(), queries);
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
      json.put("output", query.file().header().output()).put("triggerMs", query.file().header().triggerMs());
      ArrayNode columns = json.putArray("columns");
      query.columns().forEach(columns::add);
    }
  }
}
