package dev.courant.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.query.Query;
import dev.courant.runner.reading.ReadingsView;
import dev.courant.runner.report.Problems;
import dev.courant.runner.source.ReadingSource;
import dev.courant.runner.source.ReadingSource.Stored;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code --recompute FOLDER}: the same SQL over the same readings once more, as one batch. {@code FOLDER/ranges.json} says
 * what each query had read; its rows go to {@code FOLDER/QUERY.ndjson}, each as {@code key}, {@code value} and {@code origin}.
 * On stdout is said, as one JSON document, how many rows each has, or why it has none.
 */
record Recompute(Arguments arguments) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a query had read, and its plan then. */
  private record Read(String query, String fingerprint, OffsetRanges offsets) {}

  int run() {
    // Nothing but the document may stand on stdout; read by log4j2.properties.
    System.setProperty("courant.log", "SYSTEM_ERR");
    ObjectNode document = JSON.createObjectNode();
    try {
      SparkSession spark = SparkSettings.session(arguments.checkpoints());
      Map<String, Query> queries = new Runner(arguments, spark).queries().stream()
          .collect(Collectors.toMap(Query::name, Function.identity()));
      ArrayNode recomputed = document.putArray("queries");
      for (Read read : wanted()) {
        recompute(spark, read, queries.get(read.query()), recomputed.addObject().put("name", read.query()));
      }
    } catch (Problems found) {
      ArrayNode problems = document.putArray("problems");
      found.list().forEach(problem -> problems.addPOJO(problem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println(document);
    return document.has("problems") ? 2 : 0;
  }

  private List<Read> wanted() throws IOException {
    return List.of(JSON.readValue(arguments.recompute().resolve("ranges.json").toFile(), Read[].class));
  }

  private void recompute(SparkSession spark, Read read, Query query, ObjectNode said) throws IOException {
    Optional<String> why = whyNot(read, query);
    if (why.isPresent()) {
      said.put("why", why.get());
    } else {
      said.put("rows", write(rows(spark, read, query), arguments.recompute().resolve(read.query() + ".ndjson")));
    }
  }

  private static Optional<String> whyNot(Read read, Query query) {
    if (query == null) {
      return Optional.of("its file is gone");
    }
    if (!query.fingerprint().plan().equals(read.fingerprint())) {
      return Optional.of("it was edited since it ran");
    }
    if (query.sources().size() != 1) {
      return Optional.of("it reads readings more than once");
    }
    if (query.readsClock()) {
      return Optional.of("its rows depend on the time at which a batch began");
    }
    return query.tellsRepeatedRows() ? Optional.empty() : Optional.of("its rows depend on chance, or on their order");
  }

  private Iterator<Row> rows(SparkSession spark, Read read, Query query) {
    SparkSession session = spark.newSession();
    Stored stored = new Stored(arguments.input()::open, arguments.input().columns());
    ReadingSource.range(session, query.name(), stored, read.offsets().starts(), read.offsets().ends())
        .createOrReplaceTempView(ReadingsView.NAME);
    return query.over(session).rowsOf(session).toLocalIterator();
  }

  private static long write(Iterator<Row> rows, Path file) throws IOException {
    long written = 0;
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (; rows.hasNext(); written++) {
        Row row = rows.next();
        lines.write(JSON.createObjectNode()
            .put("key", row.getString(0)).put("value", row.getString(1)).put("origin", row.getString(2)).toString());
        lines.newLine();
      }
    }
    return written;
  }
}
