package dev.courant.runner;

import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.OffsetRanges.Range;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The records of the input topic, as a stream or as a bounded range. */
final class RecordSource {
  private final SparkSession spark;
  private final Arguments arguments;

  RecordSource(SparkSession spark, Arguments arguments) {
    this.spark = spark;
    this.arguments = arguments;
  }

  /** Loss of unread records fails the query: to go on would break the conservation law silently. */
  Dataset<Row> stream() {
    return spark.readStream()
        .format("kafka")
        .options(options())
        .option("subscribe", arguments.input())
        .option("startingOffsets", arguments.startingOffsets())
        .option("maxOffsetsPerTrigger", arguments.maxOffsetsPerTrigger())
        .load();
  }

  /** The records of given offsets, none of which may be gone. */
  Dataset<Row> range(OffsetRanges ranges) {
    return spark.read()
        .format("kafka")
        .options(options())
        .option("assign", ranges.byPartition().keySet().stream().map(Object::toString)
            .collect(Collectors.joining(",", "{\"" + arguments.input() + "\":[", "]}")))
        .option("startingOffsets", positions(ranges, Range::start))
        .option("endingOffsets", positions(ranges, Range::end))
        .load();
  }

  private String positions(OffsetRanges ranges, ToLongFunction<Range> position) {
    return ranges.byPartition().entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + position.applyAsLong(entry.getValue()))
        .collect(Collectors.joining(",", "{\"" + arguments.input() + "\":{", "}}"));
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>(arguments.kafka().sourceOptions());
    options.put("includeHeaders", "true");
    options.put("failOnDataLoss", "true");
    return options;
  }
}
