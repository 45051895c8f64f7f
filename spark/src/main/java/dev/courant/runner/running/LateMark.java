package dev.courant.runner.running;

import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqMetadataBase;
import org.apache.spark.sql.execution.streaming.runtime.StreamExecution;
import org.apache.spark.sql.execution.streaming.runtime.StreamingQueryWrapper;
import scala.Option;

/** The watermark by which a batch drops late rows, while it runs: it is that of the batch before, which may not be reported yet. */
final class LateMark {
  private LateMark() {}

  /** To be asked for in the thread of the batch. */
  static Instant now(SparkSession spark) {
    String query = spark.sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
    StreamingQueryWrapper running = (StreamingQueryWrapper) spark.streams().get(UUID.fromString(query));
    Option<OffsetSeqMetadataBase> before = running.streamingQuery().lastExecution().prevOffsetSeqMetadata();
    return before.isEmpty() ? Instant.EPOCH : Instant.ofEpochMilli(before.get().batchWatermarkMs());
  }
}
