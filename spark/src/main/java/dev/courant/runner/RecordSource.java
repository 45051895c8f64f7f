package dev.courant.runner;

import java.util.HashMap;
import java.util.Map;
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
        .option("startingOffsets", arguments.startingOffsets())
        .option("maxOffsetsPerTrigger", arguments.maxOffsetsPerTrigger())
        .load();
  }

  /** @param start and {@code end} as Spark's own JSON, {@code {"topic":{"0":12}}} */
  Dataset<Row> range(String start, String end) {
    return spark.read()
        .format("kafka")
        .options(options())
        .option("startingOffsets", start)
        .option("endingOffsets", end)
        .load();
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>(arguments.kafka().sourceOptions());
    options.put("subscribe", arguments.input());
    options.put("includeHeaders", "true");
    options.put("failOnDataLoss", "true");
    return options;
  }
}
