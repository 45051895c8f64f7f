package dev.courant.runner.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitLog;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqBase;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqLog;
import scala.Option;

/**
 * Spark's own memory of a query, read from its checkpoint: the truth about which batches are done.
 *
 * @param location folder or URI of this one query's checkpoint
 */
public record Checkpoint(SparkSession spark, String location) {
  /** Position after a batch, and the watermark it ran with; the epoch stands for none yet. */
  public record Batch(Map<Integer, Long> end, Instant watermark) {}

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
    String offsets = planned.offsets().head().get().json();
    long watermark = planned.metadataOpt().get().batchWatermarkMs();
    return new Batch(OffsetRanges.position(offsets), Instant.ofEpochMilli(watermark));
  }

  /** Where a batch begins: at the end of the one before it. Empty when Spark has forgotten that one. */
  public Optional<Map<Integer, Long>> start(long id) {
    return id == 0 ? Optional.of(initialPosition()) : batch(id - 1).map(Batch::end);
  }

  /** Where the first batch began; empty before the query first started. */
  public Map<Integer, Long> initialPosition() {
    Optional<String> written = readText("sources/0/0");
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

  public void writeText(String name, String text) {
    try (OutputStream out = files().create(in(name), true)) {
      out.write(text.getBytes(UTF_8));
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
