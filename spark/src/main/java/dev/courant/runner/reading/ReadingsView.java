package dev.courant.runner.reading;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;
import scala.jdk.javaapi.CollectionConverters;

/** The view {@code readings} that queries select from, on top of Kafka records. */
public final class ReadingsView {
  public static final String NAME = "readings";
  /** Name under which a batch's {@code rows}, {@code valid} and {@code newest} are observed. */
  public static final String OBSERVED = "courant_read";

  /** The same of a query's further readings, from 1 on, each of which is counted by itself. */
  public static String observed(int reading) {
    return reading == 0 ? OBSERVED : OBSERVED + "_" + reading;
  }

  private static final String PARSED = "reading";

  public static final Column ROWS = count(lit(1)).as("rows");
  public static final Column VALID = count(col(PARSED)).as("valid");
  public static final Column NEWEST = max(col("timestamp")).as("newest");

  private ReadingsView() {}

  /**
   * @param records columns of Spark's Kafka source with headers
   * @param deadLetters {@code null} to count only
   * @return one row a record: the parsed reading or {@code null}, and where it came from
   */
  public static Dataset<Row> parsed(Dataset<Row> records, DeadLetters deadLetters) {
    List<Expression> inputs = Stream.of("value", "timestamp", "partition", "offset", "headers")
        .map(name -> ExpressionUtils.expression(col(name)))
        .toList();
    Expression parse = new ParseReading(CollectionConverters.asScala(inputs).toList(), deadLetters);
    return records.select(
        ExpressionUtils.column(parse).as(PARSED), col("partition"), col("offset"), col("timestamp"));
  }

  /** Counts what {@link #parsed} found, and keeps the readings. */
  public static Dataset<Row> view(Dataset<Row> parsed) {
    return uncounted(parsed.observe(OBSERVED, ROWS, VALID, NEWEST));
  }

  /** Keeps the readings of {@link #parsed}. */
  public static Dataset<Row> uncounted(Dataset<Row> parsed) {
    return parsed.where(col(PARSED).isNotNull()).select(PARSED + ".*", "partition", "offset", "timestamp");
  }
}
