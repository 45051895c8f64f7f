import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** The same queries as a user of Spark writes them: {@code PlainSpark SERVERS QUERIES CHECKPOINTS}. */
public final class PlainSpark {
  private static final String READING =
      "sensor STRING, kind STRING, value DOUBLE, unit STRING, event_time TIMESTAMP";

  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder()
        .appName("plain")
        .master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        // Spark's own 200 are for a cluster: here each would be a task and a state store a batch.
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
    spark.readStream().format("kafka")
        .option("kafka.bootstrap.servers", args[0])
        .option("subscribe", "readings")
        .option("startingOffsets", "earliest")
        .load()
        .select(from_json(col("value").cast("string"), READING, Map.of()).as("reading"))
        .select("reading.*")
        .createOrReplaceTempView("readings");
    for (Path file : queries(Path.of(args[1]))) {
      String name = file.getFileName().toString().replace(".sql", "");
      start(spark.sql(Files.readString(file)), name, args);
    }
    spark.streams().awaitAnyTermination();
  }

  private static List<Path> queries(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  private static void start(Dataset<Row> rows, String name, String[] args) throws Exception {
    Column[] fields = Arrays.stream(rows.columns())
        .filter(column -> !column.equals("key"))
        .map(rows::col)
        .toArray(Column[]::new);
    rows.select(col("key"), to_json(struct(fields)).as("value"))
        .writeStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", args[0])
        .option("topic", name)
        .option("checkpointLocation", args[2] + "/" + name)
        .outputMode("update")
        .trigger(Trigger.ProcessingTime("1 second"))
        .start();
  }
}
