package dev.courant.runner.kafka;

import java.io.Serializable;

/** Where and under which names a query's rows are written. */
public record RowSpec(KafkaSettings kafka, String query, String topic, String fingerprint)
    implements Serializable {}
