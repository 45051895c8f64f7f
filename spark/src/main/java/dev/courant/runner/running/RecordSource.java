package dev.courant.runner.running;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.progress.OffsetRanges;
import dev.courant.runner.progress.OffsetRanges.Range;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The records of the input topic, as a stream or as a bounded range.
 *
 * @param maxOffsetsPerTrigger records a batch reads at most, over all partitions
 */
public record RecordSource(KafkaSettings kafka, String topic, String startingOffsets, long maxOffsetsPerTrigger) {
  /** Loss of unread records fails the query: to go on would break the conservation law silently. */
  public Dataset<Row> stream(SparkSession spark) {
    return spark.readStream()
        .format("kafka")
        .options(kafka.sourceOptions())
        .option("subscribe", topic)
        .option("startingOffsets", startingOffsets)
        .option("maxOffsetsPerTrigger", maxOffsetsPerTrigger)
        .load();
  }

  /** The records of given offsets, none of which may be gone. */
  Dataset<Row> range(SparkSession spark, OffsetRanges ranges) {
    return spark.read()
        .format("kafka")
        .options(kafka.sourceOptions())
        .option("assign", ranges.byPartition().keySet().stream().map(Object::toString)
            .collect(Collectors.joining(",", "{\"" + topic + "\":[", "]}")))
        .option("startingOffsets", positions(ranges, Range::start))
        .option("endingOffsets", positions(ranges, Range::end))
        .load();
  }

  private String positions(OffsetRanges ranges, ToLongFunction<Range> position) {
    return ranges.byPartition().entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + position.applyAsLong(entry.getValue()))
        .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
  }
}
