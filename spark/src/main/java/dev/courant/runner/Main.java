package dev.courant.runner;

import dev.courant.runner.query.Query;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;

/** The process edge: arguments, signals, exit code. */
public final class Main {
  /** Above Spark's own hook (50), which would stop the context under the queries. */
  private static final int FIRST = 100;

  private Main() {}

  public static void main(String... args) throws InterruptedException {
    try {
      Arguments arguments = Arguments.parse(args);
      SparkSession spark = SparkSettings.session(arguments.checkpoints());
      Runner runner = new Runner(arguments, spark);
      List<Query> queries = runner.queries();
      ShutdownHookManager.get().addShutdownHook(() -> stop(runner, spark), FIRST, 20, TimeUnit.SECONDS);
      runner.start(queries);
      runner.await();
    } catch (Problems problems) {
      problems.list().forEach(Log::startFailed);
      Runtime.getRuntime().halt(2);
    }
  }

  private static void stop(Runner runner, SparkSession spark) {
    runner.stop();
    spark.stop();
    Log.info("stopped");
    Runtime.getRuntime().halt(0);
  }
}
