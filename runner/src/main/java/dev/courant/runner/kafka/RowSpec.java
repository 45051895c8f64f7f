package dev.courant.runner.kafka;

import java.io.Serializable;

/**
 * Names under which a query's rows are written; the query's is also their topic's.
 *
 * @param deadLetters topic of rows that Kafka does not take
 */
public record RowSpec(KafkaSettings kafka, String query, String fingerprint, String deadLetters)
    implements Serializable {}
