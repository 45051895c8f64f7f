package dev.courant.flink;

import dev.courant.flink.query.Query;
import dev.courant.runner.progress.Engine;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StartFailure;
import dev.courant.runner.progress.StoredProgress;
import dev.courant.runner.report.Log;
import dev.courant.runner.report.Problems;
import java.util.concurrent.CompletableFuture;

/**
 * The process edge where a query has a Flink of its own (application mode): the JobManager calls it at each of its
 * starts. What it throws ends the JobManager, which is started again.
 */
public final class ApplicationMain {
  private ApplicationMain() {}

  public static void main(String... args) throws Exception {
    try {
      submit(Arguments.parse(args));
    } catch (Problems problems) {
      problems.list().forEach(Log::startFailed);
      throw problems;
    }
  }

  private static void submit(Arguments arguments) throws Exception {
    CompletableFuture<StoredProgress> stored =
        CompletableFuture.supplyAsync(() -> StoredProgress.read(arguments.kafka(), arguments.progress()));
    FlinkRunner runner = new FlinkRunner(arguments);
    try {
      for (Query query : runner.queries()) {
        try (ProgressWriter progress = new ProgressWriter(arguments.kafka(), arguments.progress(), why -> {})) {
          runner.forgetGone(stored.join(), progress);
        }
        runner.submit(query);
        Log.info("query_submitted", "query", query.name());
      }
    } catch (Problems problems) {
      new StartFailure(arguments.kafka(), arguments.progress(), arguments.input(), Engine.FLINK, stored)
          .publish(problems);
      throw problems;
    }
  }
}
