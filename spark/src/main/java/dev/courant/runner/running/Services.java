package dev.courant.runner.running;

import dev.courant.runner.progress.ProgressWriter;
import dev.courant.runner.source.Input;
import dev.courant.runner.source.Together;
import dev.courant.runner.source.Topics;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * What all queries of a runner share.
 *
 * @param deadLetters topic of records and rows that cannot be used
 * @param topics opens the topic of readings
 * @param leastPause between the starts of two batches where a query does not say its own; {@code null} for none
 * @param realTime which queries run in real time
 * @param together keeps those near each other that read the same
 * @param giveUp told why this process can do nothing more: another one must begin
 */
public record Services(
    SparkSession spark,
    Input input,
    Topics topics,
    String deadLetters,
    Duration leastPause,
    RealTime realTime,
    Together together,
    ProgressWriter progress,
    Consumer<String> giveUp) {}
