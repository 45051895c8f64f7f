package dev.courant.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LogTest {
  @Test
  void aFailureIsToldWithWhatLiesAtItsBottom() {
    Throwable root = new IllegalStateException("unable to find valid certification path");
    Throwable thrown = new CompletionException(new IllegalStateException("SSL handshake failed", root));
    assertEquals(
        "java.lang.IllegalStateException: SSL handshake failed: unable to find valid certification path",
        Log.withRoot(thrown));
  }

  @Test
  void andOnceWhereItIsAllThereIs() {
    assertEquals("no topic", Log.withRoot(new IllegalStateException("no topic")));
    assertEquals("java.lang.Error: no topic", Log.withRoot(new CompletionException(new Error("no topic"))));
    assertEquals("null", Log.withRoot(new IllegalStateException((String) null)));
  }
}
