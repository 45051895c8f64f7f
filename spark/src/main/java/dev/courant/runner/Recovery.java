package dev.courant.runner;

/** Brings a query's account to where its checkpoint stands before it runs on. */
interface Recovery {
  void run(RunningQuery running, BatchReporter reporter);
}
