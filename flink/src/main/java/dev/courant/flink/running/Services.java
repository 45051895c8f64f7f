package dev.courant.flink.running;

import dev.courant.flink.query.Planner;
import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.progress.StoredProgress;
import java.util.function.Consumer;
import org.apache.flink.runtime.minicluster.MiniCluster;

/**
 * What all queries of a runner share.
 *
 * @param input topic of readings
 * @param deadLetters topic of records and rows that cannot be used
 * @param stored what earlier runners reported
 * @param giveUp told why this process can do nothing more: another one must begin
 */
public record Services(
    MiniCluster cluster,
    Planner planner,
    KafkaSettings kafka,
    String input,
    String deadLetters,
    ProgressWriter progress,
    StoredProgress stored,
    Consumer<String> giveUp) {}
