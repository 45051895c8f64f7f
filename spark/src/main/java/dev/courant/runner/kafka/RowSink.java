package dev.courant.runner.kafka;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The output side of a query. Spark's own Kafka sink cannot say which batch a row belongs to, and a foreachBatch
 * around it plans every batch a second time; as a sink of its own it is planned and run once.
 */
public final class RowSink implements TableProvider {
  /** Option that names what was {@link #open}ed. */
  public static final String QUERY = "query";

  private static final Map<String, Rows> OPENED = new ConcurrentHashMap<>();

  /** A sink's options are text: what cannot be written as text waits here for {@link #getTable}. */
  public static void open(RowSpec spec, BatchGate gate, BatchTasks tasks) {
    OPENED.put(spec.query(), new Rows(spec, gate, tasks));
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return new StructType().add("key", "string").add("value", "string").add("origin", "string");
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
    return new RowTable(OPENED.get(options.get(QUERY)), schema);
  }

  private record RowTable(Rows rows, StructType schema) implements SupportsWrite {
    @Override
    public String name() {
      return "rows of " + rows.spec().query();
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.STREAMING_WRITE);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new RowWrite(rows);
    }
  }

  /** Takes every output mode: to Kafka an update or a complete result is appended like any other row. */
  private record RowWrite(Rows rows) implements SupportsTruncate, SupportsStreamingUpdateAsAppend, Write {
    @Override
    public WriteBuilder truncate() {
      return this;
    }

    @Override
    public Write build() {
      return this;
    }

    @Override
    public StreamingWrite toStreaming() {
      return rows;
    }
  }

  /** The driver's side of a query's output; Spark asks for a factory right before each batch runs. */
  private record Rows(RowSpec spec, BatchGate gate, BatchTasks tasks) implements StreamingWrite {
    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
      gate.enter();
      tasks.begin();
      // Tasks carry these names, and nothing of the driver's.
      RowSpec names = spec;
      return (partition, task, batch) -> new RowWriter(names, partition, batch);
    }

    /** Rows are in the topic when their task ends: nothing is left to agree on. */
    @Override
    public boolean useCommitCoordinator() {
      return false;
    }

    @Override
    public void commit(long batch, WriterCommitMessage[] messages) {
      tasks.end(batch, Arrays.stream(messages)
          .map(message -> ((RowWriter.Written) message).rows())
          .reduce(WrittenRows.NONE, WrittenRows::plus));
    }

    @Override
    public void abort(long batch, WriterCommitMessage[] messages) {}
  }
}
