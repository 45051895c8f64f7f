package dev.courant.flink.counts;

/**
 * The reading that a query's task works on. A query without state is one task, from the source to its rows: whatever
 * comes out was made of the reading that its source has just handed out.
 */
public final class Origin {
  private Thread task;
  private int partition;
  private long offset;

  /** Called by the source before it hands out a reading. */
  public void is(int ofPartition, long ofOffset) {
    task = Thread.currentThread();
    partition = ofPartition;
    offset = ofOffset;
  }

  /** @throws IllegalStateException in another task than the source's */
  public String text() {
    if (task != Thread.currentThread()) {
      throw new IllegalStateException("the rows of a query without state are written in another task than its readings");
    }
    return partition + ":" + offset;
  }
}
