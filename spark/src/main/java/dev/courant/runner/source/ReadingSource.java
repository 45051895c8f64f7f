package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.reading.ReadingsView;
import dev.courant.runner.source.ReadingReader.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The view {@code readings} as a source of Spark's, in columns: what a query's conditions, its projection and its
 * aggregation become is one loop over them. Spark's own Kafka source makes an object of each record, for each query.
 */
public final class ReadingSource implements TableProvider {
  private static final String QUERY = "query";
  private static final String START = "start";
  private static final String END = "end";
  private static final String COLUMNS = "columns";

  private static final Splits ONE_TASK = new Splits(1, 1);

  private static final Map<String, Opened> OPENED = new ConcurrentHashMap<>();
  private static final Map<String, Stored> RANGES = new ConcurrentHashMap<>();

  /** Records that lie in a topic, and which fields of theirs are columns. */
  public record Stored(Topics topics, EventColumns columns) {}

  /** @return the readings that a query is planned over; they run once the query is {@link #open}ed */
  public static Dataset<Row> stream(SparkSession spark, String query, EventColumns columns) {
    return spark.readStream()
        .format(ReadingSource.class.getName())
        .option(QUERY, query)
        .option(COLUMNS, columns.fields().json())
        .load();
  }

  /** A source's options are text: what cannot be written as text waits here for the query's start. */
  public static void open(String query, Opened opened) {
    OPENED.put(query, opened);
  }

  static Opened opened(String query) {
    return OPENED.get(query);
  }

  /** The readings between two positions, which are neither counted nor sent anywhere. */
  public static Dataset<Row> range(
      SparkSession spark, String query, Stored stored, Map<Integer, Long> start, Map<Integer, Long> end) {
    RANGES.put(query, stored);
    return spark.read()
        .format(ReadingSource.class.getName())
        .option(QUERY, query)
        .option(COLUMNS, stored.columns().fields().json())
        .option(START, new Position(QUERY, start).json())
        .option(END, new Position(QUERY, end).json())
        .load();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return new EventColumns((StructType) DataType.fromJson(options.get(COLUMNS))).view();
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
    return new ReadingTable(options.get(QUERY), schema);
  }

  private record ReadingTable(String query, StructType schema) implements SupportsRead {
    @Override
    public String name() {
      return ReadingsView.NAME;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () -> new ReadingScan(query, schema, options.get(START), options.get(END));
    }
  }

  /** @param start {@code null} in a stream, like the end */
  private record ReadingScan(String query, StructType readSchema, String start, String end) implements Scan, Batch {
    @Override
    public ColumnarSupportMode columnarSupportMode() {
      Opened opened = OPENED.get(query);
      boolean isLive = opened != null && opened.batch() != null;
      return isLive ? ColumnarSupportMode.UNSUPPORTED : ColumnarSupportMode.SUPPORTED;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String location) {
      return new ReadingStream(query, OPENED.get(query), EventColumns.in(readSchema), location);
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
      return ONE_TASK.of(Position.parse(QUERY, start), Position.parse(QUERY, end).offsets(), List.of());
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      Stored stored = RANGES.get(query);
      return new ReaderFactory(stored.topics(), stored.columns(), Found.NOWHERE, null);
    }
  }
}
