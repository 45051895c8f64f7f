package dev.courant.runner.source;

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

  private static final Splits ONE_TASK = new Splits(1, 1);

  private static final Map<String, Opened> OPENED = new ConcurrentHashMap<>();
  private static final Map<String, Topics> RANGES = new ConcurrentHashMap<>();

  /** @return the readings that a query is planned over; they run once the query is {@link #open}ed */
  public static Dataset<Row> stream(SparkSession spark, String query) {
    return spark.readStream().format(ReadingSource.class.getName()).option(QUERY, query).load();
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
      SparkSession spark, String query, Topics topics, Map<Integer, Long> start, Map<Integer, Long> end) {
    RANGES.put(query, topics);
    return spark.read()
        .format(ReadingSource.class.getName())
        .option(QUERY, query)
        .option(START, new Position(QUERY, start).json())
        .option(END, new Position(QUERY, end).json())
        .load();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return ReadingsView.SCHEMA;
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
    return new ReadingTable(options.get(QUERY));
  }

  private record ReadingTable(String query) implements SupportsRead {
    @Override
    public String name() {
      return ReadingsView.NAME;
    }

    @Override
    public StructType schema() {
      return ReadingsView.SCHEMA;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () -> new ReadingScan(query, options.get(START), options.get(END));
    }
  }

  /** @param start {@code null} in a stream, like the end */
  private record ReadingScan(String query, String start, String end) implements Scan, Batch {
    @Override
    public StructType readSchema() {
      return ReadingsView.SCHEMA;
    }

    @Override
    public ColumnarSupportMode columnarSupportMode() {
      return ColumnarSupportMode.SUPPORTED;
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String location) {
      return new ReadingStream(query, OPENED.get(query), location);
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
      return new ReaderFactory(RANGES.get(query), Found.NOWHERE, null);
    }
  }
}
