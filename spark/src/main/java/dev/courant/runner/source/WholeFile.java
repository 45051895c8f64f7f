package dev.courant.runner.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;

/** Files of a checkpoint that are there whole or not at all, also when the disk is full or the process is killed. */
public final class WholeFile {
  private WholeFile() {}

  public static void write(Path file, String text, Configuration configuration) throws IOException {
    CheckpointFileManager manager = CheckpointFileManager.create(file.getParent(), configuration);
    file.getFileSystem(configuration).mkdirs(file.getParent());
    CancellableFSDataOutputStream out = manager.createAtomic(file, true);
    try {
      out.write(text.getBytes(UTF_8));
      out.close();
    } catch (IOException e) {
      out.cancel();
      throw e;
    }
  }
}
