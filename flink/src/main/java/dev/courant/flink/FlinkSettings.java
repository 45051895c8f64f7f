package dev.courant.flink;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/** What Flink is told of a query, and of a mini-cluster that nobody else talks to, with each query in one slot. */
final class FlinkSettings {
  private FlinkSettings() {}

  /**
   * Of a mini-cluster and its queries.
   *
   * @param interval between two checkpoints
   * @param temporary folder for what Flink unpacks and spills
   */
  static Configuration of(Duration interval, Path temporary) {
    Configuration conf = ofQueries(interval);
    // A query that failed is started again by its own loop, which tells why it failed.
    conf.setString("restart-strategy.type", "none");
    conf.setString("taskmanager.memory.network.min", "16 mb");
    conf.setString("taskmanager.memory.network.max", "16 mb");
    conf.setString("taskmanager.memory.managed.size", "1 mb");
    conf.setString("taskmanager.memory.segment-size", "16 kb");
    conf.setString("io.tmp.dirs", temporary.toString());
    conf.setString("rest.port", "0");
    conf.setString("rest.address", "127.0.0.1");
    return conf;
  }

  /** Of a query wherever it runs. */
  static Configuration ofQueries(Duration interval) {
    Configuration conf = new Configuration();
    conf.setString("table.local-time-zone", "UTC");
    conf.setString("parallelism.default", "1");
    conf.setString("execution.checkpointing.interval", interval.toMillis() + " ms");
    conf.setString("execution.checkpointing.min-pause", interval.toMillis() / 2 + " ms");
    conf.setString("execution.checkpointing.num-retained", "2");
    conf.setString("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    conf.setString("execution.checkpointing.storage", "filesystem");
    // A broker that is away for a while is no reason to begin again from the last checkpoint.
    conf.setString("execution.checkpointing.timeout", "5 min");
    conf.setString("execution.checkpointing.tolerable-failed-checkpoints", Integer.toString(Integer.MAX_VALUE));
    conf.setString("state.backend.type", "hashmap");
    // Names of nodes under which state is stored, whatever stands above them.
    conf.setString("table.exec.uid.generation", "ALWAYS");
    // A window tells how it stands while it is open.
    conf.setString("table.exec.emit.early-fire.enabled", "true");
    conf.setString("table.exec.emit.early-fire.delay", "50 ms");
    conf.setString("pipeline.object-reuse", "true");
    conf.setString("execution.buffer-timeout.interval", "10 ms");
    return conf;
  }
}
