package dev.courant.runner.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.junit.jupiter.api.Test;

/** What is fetched once serves all, within bounds. */
class FeedTest {
  private static final long ROWS = 3 * BlockBuilder.MOST_ROWS;

  private final KeptBlocks kept = new KeptBlocks(ROWS, 1 << 26);
  private final MemoryFetch.Partition partition = new MemoryFetch.Partition();
  private final Feed feed = new Feed(0, partition::open, kept);

  /** @return rows */
  private static long readAll(Feed feed, long from, long until) {
    long rows = 0;
    for (long at = from; at < until;) {
      Block block = feed.read(at, until);
      assertTrue(block.start() <= at && block.end() > at);
      rows += block.rows() - block.indexOf(at);
      at = block.end();
    }
    return rows;
  }

  @Test
  void aSecondReaderIsGivenWhatTheFirstFetched() {
    partition.end.set(20_000);
    assertEquals(20_000, readAll(feed, 0, 20_000));
    assertEquals(20_000, readAll(feed, 0, 20_000));
    assertEquals(20_000, partition.fetched.get());
    assertSame(feed.read(0, 20_000), feed.read(5, 20_000));
  }

  @Test
  void whoIsFurtherBehindReadsByAnotherFetchAndComesBack() {
    partition.end.set(80_000);
    readAll(feed, 0, 80_000);
    assertEquals(1, partition.open.get());
    assertEquals(80_000, readAll(feed, 0, 80_000));
    assertEquals(2, partition.open.get());
    // The newest blocks were still there, and still are.
    assertEquals(80_000 + 80_000 - 3 * BlockBuilder.MOST_ROWS, partition.fetched.get());
    partition.end.set(88_000);
    assertEquals(8_000, readAll(feed, 80_000, 88_000));
    assertTrue(kept.rows() <= ROWS);
  }

  @Test
  void whoWaitsAtTheEndAndWhoIsBehindLeaveEachOtherAlone() {
    partition.end.set(80_000);
    for (long at = 0; at < 40_000;) {
      assertNull(feed.poll(80_000, Duration.ZERO));
      at = feed.read(at, 40_000).end();
    }
    assertEquals(2, partition.seeks.get());
    assertEquals(2, partition.open.get());
  }

  @Test
  void eachOfThoseWhoAreBehindGoesOnByItself() {
    partition.end.set(80_000);
    readAll(feed, 60_000, 80_000);
    long[] at = {0, 10_000, 20_000};
    for (int round = 0; round < 4; round++) {
      for (int who = 0; who < at.length; who++) {
        at[who] = feed.read(at[who], 50_000).end();
      }
    }
    assertEquals(1 + at.length, partition.seeks.get());
  }

  @Test
  void whoeverIsBehindOpensSoManyAtMost() {
    partition.end.set(80_000);
    readAll(feed, 60_000, 80_000);
    for (long offset = 0; offset < 40; offset++) {
      feed.read(offset, 50_000);
    }
    assertEquals(1 + 8, partition.open.get());
    feed.closeIdle(0);
    assertEquals(0, partition.open.get());
  }

  @Test
  void allPartitionsTogetherKeepNoMoreThanThereIsRoomFor() {
    MemoryFetch.Partition other = new MemoryFetch.Partition();
    Feed otherFeed = new Feed(1, other::open, kept);
    partition.end.set(50_000);
    other.end.set(50_000);
    readAll(feed, 0, 50_000);
    readAll(otherFeed, 0, 50_000);
    assertTrue(kept.rows() <= ROWS, kept.rows() + " rows");
    readAll(otherFeed, 50_000 - 8_000, 50_000);
    assertEquals(50_000, other.fetched.get());
  }

  @Test
  void whatAllReadersHavePassedIsNotKept() {
    partition.end.set(10_000);
    feed.passed("quick", 0);
    feed.passed("slow", 0);
    readAll(feed, 0, 10_000);
    feed.passed("quick", 10_000);
    assertEquals(10_000, kept.rows());
    feed.passed("slow", 9_999);
    assertSame(feed.read(9_999, 10_000), feed.read(9_999, 10_000));
    assertTrue(kept.rows() < 10_000, kept.rows() + " rows");
    feed.passed("slow", 10_000);
    assertEquals(0, kept.rows());
    assertEquals(0, kept.bytes());
    assertEquals(10_000, partition.fetched.get());
  }

  @Test
  void nothingIsKeptForAReaderThatLeft() {
    partition.end.set(1_000);
    feed.passed("quick", 0);
    feed.passed("slow", 0);
    readAll(feed, 0, 1_000);
    feed.left("slow");
    feed.passed("quick", 1_000);
    assertEquals(0, kept.rows());
  }

  @Test
  void valuesThatAreNoReadingsCountByTheirBytes() {
    KeptBlocks small = new KeptBlocks(ROWS, 8 << 20);
    Feed dead = new Feed(0, partition::open, small);
    partition.badBytes = 100_000;
    partition.end.set(1_000);
    assertEquals(0, readAll(dead, 0, 1_000));
    assertTrue(small.bytes() > 4 << 20 && small.bytes() <= 8 << 20, small.bytes() + " bytes");
    partition.badBytes = 20 << 20;
    partition.end.set(1_010);
    readAll(dead, 1_000, 1_010);
    assertTrue(small.bytes() < 21 << 20, small.bytes() + " bytes");
  }

  @Test
  void shortBlocksCountAsWhatTheyTake() {
    KeptBlocks small = new KeptBlocks(ROWS, 100_000);
    Feed live = new Feed(0, partition::open, small);
    for (long offset = 0; offset < 200; offset++) {
      partition.end.set(offset + 1);
      assertEquals(1, live.poll(offset, Duration.ZERO).rows());
    }
    assertTrue(small.rows() > 10 && small.rows() < 50, small.rows() + " rows");
    assertEquals(199, live.poll(199, Duration.ZERO).start());
    assertEquals(200, partition.fetched.get());
  }

  @Test
  void whatIsNoRecordGivesAnEmptyBlockThatEndsBehindIt() {
    partition.end.set(10);
    partition.markers = 3;
    assertEquals(10, readAll(feed, 0, 10));
    Block block = feed.read(10, 13);
    assertEquals(0, block.rows());
    assertEquals(13, block.end());
    assertNull(feed.poll(13, Duration.ZERO));
  }

  @Test
  void aPartitionThatWasCutShortIsLoss() {
    partition.end.set(10);
    RuntimeException thrown = assertThrows(OffsetOutOfRangeException.class, () -> feed.read(10, 20));
    assertTrue(thrown.getMessage().contains("out of range: it ends at 10"), thrown.getMessage());
  }

  @Test
  void whatIsForgottenIsReadAnewByConnectionsOfItsOwn() {
    partition.end.set(20_000);
    readAll(feed, 0, 20_000);
    feed.forget();
    assertEquals(0, kept.rows());
    assertEquals(100, readAll(feed, 0, 100));
    assertEquals(1, partition.open.get());
    assertEquals(2, partition.opened.get());
    assertTrue(kept.rows() > 0);
  }

  /** A block that is being read meanwhile may be of either topic. */
  @Test
  void whatWasBeingReadMeanwhileIsNotGivenAgain() {
    partition.end.set(8_000);
    partition.meanwhile = feed::forget;
    Block block = feed.read(0, 8_000);
    partition.meanwhile = () -> { };
    assertEquals(8_000, block.rows());
    assertNotSame(block, feed.read(0, 8_000));
    assertEquals(16_000, partition.fetched.get());
  }

  @Test
  void anInterruptEndsWaiting() throws InterruptedException {
    CompletableFuture<Block> waiting = new CompletableFuture<>();
    CompletableFuture<Block> next = new CompletableFuture<>();
    Thread first = reader(waiting);
    while (partition.open.get() == 0) {
      Thread.onSpinWait();
    }
    // This one waits for its turn, and not for records.
    Thread second = reader(next);
    second.interrupt();
    assertStopped(next);
    first.interrupt();
    assertStopped(waiting);
    first.join();
    assertEquals(0, partition.open.get());
  }

  private Thread reader(CompletableFuture<Block> result) {
    Thread thread = new Thread(() -> {
      try {
        result.complete(feed.read(0, 1));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    thread.start();
    return thread;
  }

  private static void assertStopped(CompletableFuture<Block> waiting) {
    Throwable cause = assertThrows(ExecutionException.class, waiting::get).getCause();
    assertInstanceOf(UncheckedIOException.class, cause);
    assertInstanceOf(InterruptedIOException.class, cause.getCause());
  }

  @Test
  void whatNobodyReadsIsClosed() {
    partition.end.set(80_000);
    readAll(feed, 0, 80_000);
    readAll(feed, 0, 80_000);
    feed.closeIdle(Duration.ofMinutes(1).toNanos());
    assertEquals(2, partition.open.get());
    feed.closeIdle(0);
    assertEquals(0, partition.open.get());
    assertEquals(0, kept.rows());
    assertEquals(80_000, readAll(feed, 0, 80_000));
  }
}
