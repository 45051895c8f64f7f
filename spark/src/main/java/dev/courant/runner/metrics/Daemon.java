package dev.courant.runner.metrics;

/** A thread that keeps no process alive: what only tells must not. */
final class Daemon {
  private Daemon() {}

  static Thread thread(Runnable run) {
    Thread thread = new Thread(run, "metrics");
    thread.setDaemon(true);
    return thread;
  }
}
