package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.source.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitLog;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqBase;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqLog;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqMetadataBase;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's own memory of a query, read from its checkpoint: the truth about which batches are done.
 *
 * @param location folder or URI of this one query's checkpoint
 */
public record Checkpoint(SparkSession spark, String location) {
  /**
   * A batch that was planned.
   *
   * @param ends position after it, of each source of the query: one a reading of the topic, or one for several
   * @param watermark it ran with; the epoch stands for none yet
   * @param began what the query's {@code current_timestamp()} was in it, also when it was run again
   */
  public record Batch(List<Map<Integer, Long>> ends, Instant watermark, Instant began) {
    public Map<Integer, Long> end() {
      return ends.get(0);
    }
  }

  public OptionalLong lastCommitted() {
    if (!exists("commits")) {
      return OptionalLong.empty();
    }
    Option<Object> latest = new CommitLog(spark, in("commits").toString(), true).getLatestBatchId();
    return latest.isEmpty() ? OptionalLong.empty() : OptionalLong.of((Long) latest.get());
  }

  /** @return empty when Spark has forgotten the batch, or never planned it */
  public Optional<Batch> batch(long id) {
    if (id < 0 || !exists("offsets")) {
      return Optional.empty();
    }
    Option<OffsetSeqBase> planned = new OffsetSeqLog(spark, in("offsets").toString(), true).get(id);
    return planned.isEmpty() ? Optional.empty() : Optional.of(read(planned.get()));
  }

  private static Batch read(OffsetSeqBase planned) {
    List<Map<Integer, Long>> ends = CollectionConverters.asJava(planned.offsets()).stream()
        .map(offset -> OffsetRanges.position(offset.isEmpty() ? null : offset.get().json()))
        .toList();
    OffsetSeqMetadataBase metadata = planned.metadataOpt().get();
    return new Batch(ends, Instant.ofEpochMilli(metadata.batchWatermarkMs()),
        Instant.ofEpochMilli(metadata.batchTimestampMs()));
  }

  /** Where a batch begins: at the end of the one before it. Empty when Spark has forgotten that one. */
  public Optional<Map<Integer, Long>> start(long id) {
    return start(id, 0);
  }

  /** The same of one of the query's sources. */
  public Optional<Map<Integer, Long>> start(long id, int source) {
    return id == 0 ? Optional.of(initialPosition(source)) : batch(id - 1).map(batch -> batch.ends().get(source));
  }

  /** Where the first batch began in a source; empty before the query first started. */
  public Map<Integer, Long> initialPosition(int source) {
    Optional<String> written = readText("sources/" + source + "/0");
    return written.map(text -> OffsetRanges.position(text.substring(text.indexOf('{')))).orElse(Map.of());
  }

  /** @return the file's text, or empty when there is none */
  public Optional<String> readText(String name) {
    if (!exists(name)) {
      return Optional.empty();
    }
    try (InputStream file = files().open(in(name))) {
      return Optional.of(new String(file.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file is there whole or not at all, also when the disk is full or the process is killed meanwhile. */
  public void writeText(String name, String text) {
    try {
      WholeFile.write(
          in(name), text, ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().newHadoopConf());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete() {
    try {
      files().delete(new Path(location), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean exists(String name) {
    try {
      return files().exists(in(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileSystem files() throws IOException {
    return new Path(location).getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  private Path in(String name) {
    return new Path(location, name);
  }
}
