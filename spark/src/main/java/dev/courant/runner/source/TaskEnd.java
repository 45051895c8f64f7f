package dev.courant.runner.source;

import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The end of the task that runs on this thread. */
final class TaskEnd {
  private TaskEnd() {}

  /** @param last fails the task where it throws */
  static void run(Runnable last) {
    TaskCompletionListener listener = ended -> last.run();
    TaskContext.get().addTaskCompletionListener(listener);
  }
}
