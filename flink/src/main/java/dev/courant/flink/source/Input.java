package dev.courant.flink.source;

import dev.courant.runner.kafka.KafkaSettings;
import dev.courant.runner.reading.DeadLetters;
import java.io.Serializable;

/**
 * What a query reads, and where what is no reading goes.
 *
 * @param delayMs by which the watermark stays behind the newest event time
 */
public record Input(KafkaSettings kafka, String topic, long delayMs, DeadLetters deadLetters) implements Serializable {}
