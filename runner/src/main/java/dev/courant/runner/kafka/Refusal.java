package dev.courant.runner.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How long Kafka has refused this process itself, or this process Kafka: a certificate, a password. While one of them is
 * being replaced that passes; where it lasts, another process must begin with what is there then.
 */
public final class Refusal {
  /** Longer than a broker is away, and than a mounted file is old. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final LongSupplier clock;
  private Long since;

  /** @param clock as {@link System#nanoTime()} */
  public Refusal(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether a failure, also one that a task told from another process, is a refusal. */
  public static boolean isOne(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .limit(20)
        .anyMatch(cause -> cause.toString().contains("AuthenticationException"));
  }

  /**
   * @param hasAdvanced something went through since the failure before
   * @return whether there was nothing but refusals for longer than one may last
   */
  public boolean lasts(Throwable failure, boolean hasAdvanced) {
    long now = clock.getAsLong();
    if (!isOne(failure)) {
      since = null;
    } else if (since == null || hasAdvanced) {
      since = now;
    }
    return since != null && now - since > PATIENCE.toNanos();
  }
}
