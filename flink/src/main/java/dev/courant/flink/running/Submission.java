package dev.courant.flink.running;

import dev.courant.flink.query.Planner;
import dev.courant.flink.query.Query;
import dev.courant.flink.sink.Output;
import dev.courant.flink.sink.RowTable;
import dev.courant.flink.source.Input;
import dev.courant.flink.source.ReadingTable;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.kafka.RowSpec;
import dev.courant.runner.reading.DeadLetters;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;

/**
 * A query as the one job of a Flink of its own, which keeps it running. What its JobManager must find again Flink
 * remembers; where it remembers nothing, as after the query was taken away and put back, its newest checkpoint is found
 * by where it lies.
 *
 * @param input topic of readings
 * @param progress topic of reports
 */
public record Submission(KafkaSettings kafka, String input, String deadLetters, String progress) {
  /** Says in the settings of a job where it goes on; Flink's own memory goes before it. */
  public static void resume(Configuration settings, Checkpoints checkpoints) {
    checkpoints.latest().ifPresent(stored -> SavepointRestoreSettings.toConfiguration(
        SavepointRestoreSettings.forPath(stored.path().toUri().toString(), true, RecoveryClaimMode.CLAIM), settings));
  }

  /** @param planner whose environments run in the Flink that this process is part of */
  public void submit(Query query, Planner planner, Checkpoints checkpoints) throws Exception {
    StateGuard.write(query, checkpoints);
    ReadingTable.open(new Input(kafka, input, query.delayMs(),
        new DeadLetters(kafka, deadLetters, query.name(), input)));
    RowTable.open(new Output(new RowSpec(kafka, query.name(), query.fingerprint().plan(), deadLetters),
        QueryLoop.ids(query), StartOnCluster.of(query, kafka, input, progress)));
    FailureReports.of(kafka, query.name(), input, progress);
    planner.plan(query.file()).execute();
  }
}
