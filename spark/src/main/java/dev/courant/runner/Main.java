package dev.courant.runner;

import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.StartFailure;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.query.Query;
import dev.courant.runner.report.Log;
import dev.courant.runner.report.Problems;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;

/** The process edge: arguments, signals, exit code. */
public final class Main {
  /** Above Spark's own hook (50), which would stop the context under the queries. */
  private static final int FIRST = 100;

  private Main() {}

  public static void main(String... args) {
    exit(run(args));
  }

  private static int run(String... args) {
    try {
      Arguments arguments = Arguments.parse(args);
      if (arguments.recompute() != null) {
        return new Recompute(arguments).run();
      }
      return arguments.check() ? new Check(arguments).run() : serve(arguments);
    } catch (Problems problems) {
      problems.list().forEach(Log::startFailed);
      return 2;
    } catch (RuntimeException e) {
      Log.runnerFailed(e);
      return 1;
    }
  }

  private static int serve(Arguments arguments) {
    // Kafka answers while Spark starts.
    CompletableFuture<StoredProgress> stored =
        CompletableFuture.supplyAsync(() -> StoredProgress.read(arguments.kafka(), arguments.progress()));
    SparkSession spark = SparkSettings.session(arguments.checkpoints());
    Runner runner = new Runner(arguments, spark);
    try {
      List<Query> queries = runner.queries();
      ShutdownHookManager.get().addShutdownHook(() -> stop(runner, spark), FIRST, 20, TimeUnit.SECONDS);
      runner.start(queries, stored.join());
    } catch (Problems problems) {
      new StartFailure(arguments.kafka(), arguments.progress(), arguments.input().topic(), Engine.SPARK, stored)
          .publish(problems);
      throw problems;
    }
    // Queries end only when they are told to: the one who tells them also ends the process.
    Log.error("runner_gave_up", "message", runner.awaitGivenUp());
    return 1;
  }

  private static void stop(Runner runner, SparkSession spark) {
    runner.stop();
    spark.stop();
    Log.info("runner_stopped");
    exit(0);
  }

  /** Ends at once: what must be flushed was flushed, and Spark's own hooks would take seconds. */
  private static void exit(int code) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }
}
