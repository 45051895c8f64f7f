package org.apache.flink.runtime.metrics.groups;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/**
 * How many rows the task of a source has handed to the next task. It lies in Flink's package because a reader is given
 * a view of its metrics that hides those of its task.
 */
public final class TaskOutput {
  private TaskOutput() {}

  /** @param group as the context of a reader has it */
  public static LongSupplier of(SourceReaderMetricGroup group) {
    InternalOperatorMetricGroup operator = (InternalOperatorMetricGroup) ((ProxyMetricGroup<?>) group).parentMetricGroup;
    return operator.getTaskIOMetricGroup().getNumRecordsOutCounter()::getCount;
  }
}
