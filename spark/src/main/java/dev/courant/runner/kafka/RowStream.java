package dev.courant.runner.kafka;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** The driver's side of a query's output; Spark asks for a factory right before each batch runs. */
record RowStream(RowSpec spec, BatchGate gate) implements StreamingWrite {
  private record Factory(RowSpec spec) implements StreamingDataWriterFactory {
    @Override
    public DataWriter<InternalRow> createWriter(int partition, long task, long batch) {
      return new RowWriter(spec, partition, batch);
    }
  }

  @Override
  public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
    gate.enter();
    return new Factory(spec);
  }

  /** Rows are in the topic when their task ends: nothing is left to agree on. */
  @Override
  public boolean useCommitCoordinator() {
    return false;
  }

  @Override
  public void commit(long batch, WriterCommitMessage[] messages) {}

  @Override
  public void abort(long batch, WriterCommitMessage[] messages) {}
}
