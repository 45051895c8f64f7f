package dev.courant.flink;

import dev.courant.flink.query.Query;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.StartFailure;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.report.Log;
import dev.courant.runner.report.Problems;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** The process edge: arguments, signals, exit code. */
public final class Main {
  private Main() {}

  public static void main(String... args) {
    exit(run(args));
  }

  private static int run(String... args) {
    try {
      Arguments arguments = Arguments.parse(args);
      return arguments.check() ? new Check(arguments).run() : serve(arguments);
    } catch (Problems problems) {
      problems.list().forEach(Log::startFailed);
      return 2;
    } catch (Exception e) {
      Log.runnerFailed(e);
      return 1;
    }
  }

  private static int serve(Arguments arguments) throws Exception {
    // Kafka answers while Flink starts.
    CompletableFuture<StoredProgress> stored =
        CompletableFuture.supplyAsync(() -> StoredProgress.read(arguments.kafka(), arguments.progress()));
    FlinkRunner runner = new FlinkRunner(arguments);
    try {
      List<Query> queries = runner.queries();
      MiniCluster cluster = runner.cluster(queries.size());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runner), "stop"));
      runner.start(queries, cluster, stored.join());
    } catch (Problems problems) {
      new StartFailure(arguments.kafka(), arguments.progress(), arguments.input(), Engine.FLINK, stored)
          .publish(problems);
      throw problems;
    }
    // Queries end only when they are told to: the one who tells them also ends the process.
    Log.error("runner_gave_up", "message", runner.awaitGivenUp());
    return 1;
  }

  private static void stop(FlinkRunner runner) {
    runner.stop();
    Log.info("runner_stopped");
    exit(0);
  }

  /** Ends at once: what must be flushed was flushed, and Flink's own hooks would take seconds. */
  private static void exit(int code) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }
}
