package dev.courant.runner.source;

import dev.courant.runner.columns.EventColumns;
import dev.courant.runner.source.ReadingReader.Found;
import dev.courant.runner.source.Splits.Split;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Goes to wherever tasks run.
 *
 * @param live the query whose batches are in real time and run in this process, or {@code null}
 */
record ReaderFactory(Topics topics, EventColumns columns, Found found, String live) implements PartitionReaderFactory {
  @Override
  public boolean supportColumnarReads(InputPartition split) {
    return live == null;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition split) {
    return new ReadingReader(topics.open(), ((Split) split).ranges(), found, columns);
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition split) {
    return new LiveReader(
        topics.open(), Splits.starts((Split) split), found, ReadingSource.opened(live).batch(), columns);
  }
}
