/** Threads that burn CPU time under the names that Spark's have: one that lives on, one that ends. */
public final class Busy {
  public static void main(String[] args) throws Exception {
    Thread task = new Thread(() -> burn(300_000_000), "Executor task launch worker for task 0.0");
    Thread driver = new Thread(() -> burn(100_000_000), "stream execution thread for bench");
    task.start();
    driver.start();
    driver.join();
    task.join();
    System.out.println("burnt");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void burn(long nanoseconds) {
    java.lang.management.ThreadMXBean clock = java.lang.management.ManagementFactory.getThreadMXBean();
    long used = clock.getCurrentThreadCpuTime();
    while (clock.getCurrentThreadCpuTime() - used < nanoseconds) {
      // only time passes
    }
  }
}
