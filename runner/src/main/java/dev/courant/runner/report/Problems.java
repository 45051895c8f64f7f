package dev.courant.runner.report;

import java.util.List;

/** Everything that keeps the runner from starting, all at once. */
public final class Problems extends RuntimeException {
  private final transient List<Problem> list;

  public Problems(List<Problem> list) {
    super(list.size() + " problems");
    this.list = List.copyOf(list);
  }

  public List<Problem> list() {
    return list;
  }
}
