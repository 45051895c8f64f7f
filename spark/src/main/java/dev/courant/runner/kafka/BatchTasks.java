package dev.courant.runner.kafka;

/** Hears of the tasks of a query's batches, on the driver. */
public interface BatchTasks {
  /** Right before they run; also when a batch is tried again. */
  void begin();

  /** When all of them ended well, and before Spark counts the batch as done. */
  void end(long batch, WrittenRows written);
}
