package dev.courant.runner.source;

import dev.courant.runner.reading.DeadLetters;

/**
 * What a query reads from one start of it to its end, on the driver.
 *
 * @param counts of this start only: a task of an earlier one may still run
 * @param batch of a query in real time
 */
public record Opened(
    Input input,
    Topics topics,
    DeadLetters deadLetters,
    ReadCounts counts,
    Pace pace,
    Together together,
    Splits splits,
    OpenBatch batch) {}
