package dev.courant.runner.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.courant.runner.feed.Readings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.classic.SparkSession;

/** Where a query that never ran begins: decided once, and kept in its checkpoint as Spark's Kafka source keeps it. */
record InitialPosition(String location, Input input, Readings topic) {
  /** A byte for readers before Spark 2.1, and the version of the format. */
  private static final String BEFORE = "\0v1\n";

  Position read() {
    Configuration configuration = SparkSession.active().sessionState().newHadoopConf();
    Path file = new Path(location, "0");
    try {
      FileSystem files = file.getFileSystem(configuration);
      if (files.exists(file)) {
        return parse(files, file);
      }
      Position first = first();
      WholeFile.write(file, BEFORE + first.json(), configuration);
      return first;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Position parse(FileSystem files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      String text = new String(in.readAllBytes(), UTF_8);
      return Position.parse(input.topic(), text.substring(text.indexOf('{')));
    }
  }

  private Position first() {
    boolean isLatest = input.startingOffsets().equals("latest");
    return new Position(input.topic(), isLatest ? topic.ends(System.nanoTime()) : topic.beginnings());
  }
}
