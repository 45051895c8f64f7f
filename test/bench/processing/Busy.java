import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Threads that use CPU time under the names that Spark's have, and end when the file of the argument is there. */
public final class Busy {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  public static void main(String[] args) throws Exception {
    CountDownLatch used = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    Thread task = thread("Executor task launch worker for task 0.0", 300_000_000, used, end);
    Thread driver = thread("stream execution thread for bench", 100_000_000, used, end);
    used.await();
    System.out.println("used");
    while (!Files.exists(Path.of(args[0]))) {
      Thread.sleep(10);
    }
    end.countDown();
    task.join();
    driver.join();
    System.out.println("ended");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static Thread thread(String name, long nanoseconds, CountDownLatch used, CountDownLatch end) {
    Thread thread = new Thread(() -> {
      while (CLOCK.getCurrentThreadCpuTime() < nanoseconds) {
        // only time passes
      }
      used.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, name);
    thread.start();
    return thread;
  }
}
