package dev.courant.runner.running;

import dev.courant.runner.progress.ProgressWriter;
import org.apache.spark.sql.SparkSession;

/**
 * What all queries of a runner share.
 *
 * @param deadLetters topic of records and rows that cannot be used
 * @param triggerMs pause between the starts of two batches where a query does not say its own
 */
public record Services(
    SparkSession spark, RecordSource source, String deadLetters, long triggerMs, ProgressWriter progress) {}
