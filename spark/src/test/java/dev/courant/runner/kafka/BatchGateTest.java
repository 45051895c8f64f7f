package dev.courant.runner.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchGateTest {
  private final BatchGate gate = new BatchGate();

  @Test
  void waitsForTheBatchThatRuns() throws Exception {
    gate.enter();
    gate.close();
    assertFalse(gate.awaitEnd(Duration.ofMillis(20)));
    CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(() -> {
      try {
        return gate.awaitEnd(Duration.ofSeconds(20));
      } catch (InterruptedException e) {
        return false;
      }
    });
    gate.leave();
    assertTrue(end.get());
  }

  @Test
  void theReportOfOneBatchDoesNotEndTheNext() throws Exception {
    gate.enter();
    gate.enter();
    gate.leave();
    assertFalse(gate.awaitEnd(Duration.ofMillis(20)));
    gate.reset();
    assertTrue(gate.awaitEnd(Duration.ofMillis(20)));
  }

  @Test
  void aClosedGateHoldsTheNextBatchUntilTheQueryIsInterrupted() throws Exception {
    gate.close();
    Thread stream = new Thread(() -> assertThrows(UncheckedIOException.class, gate::enter));
    stream.start();
    assertTrue(gate.awaitEnd(Duration.ofSeconds(1)));
    stream.interrupt();
    stream.join();
  }
}
