package dev.courant.runner;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerInterface;
import org.apache.spark.sql.SparkSession;

/** Spark's settings: ours where nobody set another, by a system property or spark-submit. */
final class SparkSettings {
  private static final String CHECKPOINTS =
      "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager";

  private static final int CORES = Runtime.getRuntime().availableProcessors();
  /** Queries that keep a task for ever, and ask for what comes two hundred times a second. */
  private static final int MOST_IN_REAL_TIME = 4 * CORES;

  private SparkSettings() {}

  /** Tasks that queries in real time may keep, so that as many as there are cores are left for the others. */
  static int slotsInRealTime(SparkSession session) {
    return session.sparkContext().isLocal() ? MOST_IN_REAL_TIME : 0;
  }

  /** @param checkpoints folder or URI; on a local disk it gets a file system that starts no programs */
  static SparkSession session(String checkpoints) {
    SparkSession session = SparkSession.builder().config(conf(checkpoints)).getOrCreate();
    if (session.sparkContext().isLocal() && !session.conf().get("spark.ui.enabled").equals("true")) {
      keepNoStatus(session);
    }
    return session;
  }

  /** What the pages of Spark's own server would show costs a tenth of a small batch, and there is no such server. */
  private static void keepNoStatus(SparkSession session) {
    SparkContext context = session.sparkContext();
    context.statusStore().listener().foreach(listener -> remove(context, listener));
    ((org.apache.spark.sql.classic.SparkSession) session).sharedState().statusStore().listener()
        .foreach(listener -> remove(context, listener));
  }

  private static Void remove(SparkContext context, SparkListenerInterface listener) {
    context.listenerBus().removeListener(listener);
    return null;
  }

  /** The operator of a cluster says where the driver listens and who the master is; nobody does on one machine. */
  static SparkConf conf(String checkpoints) {
    SparkConf conf = new SparkConf()
        .setIfMissing("spark.app.name", "courant")
        .setIfMissing("spark.master", "local[" + (CORES + MOST_IN_REAL_TIME) + "]")
        .setIfMissing("spark.ui.enabled", "false")
        .setIfMissing("spark.sql.session.timeZone", "UTC")
        // Each reading of the topic counts for itself, also where a query asks twice for the same.
        .setIfMissing("spark.sql.exchange.reuse", "false")
        .setIfMissing("spark.sql.adaptive.enabled", "false")
        .setIfMissing("spark.sql.streaming.minBatchesToRetain", "10")
        // Every batch is reported by ourselves; Spark's own memory of them is not read.
        .setIfMissing("spark.sql.streaming.numRecentProgressUpdates", "1")
        .setIfMissing("spark.sql.debug.maxToStringFields", "10000")
        // The text of each batch's plan, which is made whether anybody reads it or not.
        .setIfMissing("spark.sql.ui.explainMode", "simple");
    boolean isLocal = conf.get("spark.master").startsWith("local");
    // Frozen into a checkpoint when its query first starts. In one process one task does all of a small batch.
    conf.setIfMissing("spark.sql.shuffle.partitions", isLocal ? "1" : "2");
    if (isLocal) {
      // More tasks than cores: those of queries in real time mostly wait.
      conf.setIfMissing("spark.default.parallelism", Integer.toString(CORES));
      // Our source and our sink are not among those that Spark lists; it has no objection to them.
      conf.setIfMissing("spark.sql.streaming.realTimeMode.allowlistCheck", "false");
      // A proof waits for the end of what is open.
      conf.setIfMissing("spark.sql.streaming.realTimeMode.minBatchDuration", "1000");
      // What waits to be collected fills the heap up to its bound otherwise, however little of it is used.
      conf.setIfMissing("spark.cleaner.periodicGC.interval", "4min");
      // Nobody else connects to this driver: it must not depend on the machine's name or network.
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    if (isLocal(checkpoints)) {
      conf.setIfMissing("spark.hadoop.fs.file.impl", QuickLocalFileSystem.class.getName());
      conf.setIfMissing("spark.sql.streaming.checkpointFileManagerClass", CHECKPOINTS);
    }
    return conf;
  }

  private static boolean isLocal(String location) {
    return !location.contains(":") || location.startsWith("file:");
  }
}
