package dev.courant.runner.source;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.ExecutorCacheTaskLocation;
import org.apache.spark.storage.BlockManager;
import scala.jdk.javaapi.CollectionConverters;

/** The executors of a cluster. */
final class Executors {
  private Executors() {}

  /** @return in an order that stays the same while none comes or goes; empty where one process runs all */
  static List<String> locations() {
    BlockManager manager = SparkEnv.get().blockManager();
    return CollectionConverters.asJava(manager.master().getPeers(manager.blockManagerId())).stream()
        .map(peer -> new ExecutorCacheTaskLocation(peer.host(), peer.executorId()).toString())
        .sorted()
        .toList();
  }
}
