package dev.courant.flink.counts;

import java.io.Serializable;

/**
 * The beginning of a query's tasks in the process where they run, which on a cluster is not the one that planned it. It
 * travels there with the sink.
 */
public interface Start extends Serializable {
  /**
   * @param fingerprint that the rows of this start bear
   * @param end closes what was opened for it
   */
  record Begun(String fingerprint, Runnable end) {}

  /**
   * @param restored checkpoint that it goes on from; 0 where there is none
   * @param attempt how often the tasks began before, since the JobManager did
   */
  Begun begin(long restored, int attempt);
}
