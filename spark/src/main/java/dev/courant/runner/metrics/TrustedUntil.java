package dev.courant.runner.metrics;

import dev.courant.runner.kafka.Authorities;
import dev.courant.runner.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * How long the brokers are trusted at all: where an authority was renewed its old certificate may still be beside the new
 * one, and only the last of them matters. Read anew each time, as files are replaced under a runner.
 */
record TrustedUntil(KafkaSettings kafka) {
  /** @return nothing where connections are not encrypted, or what is trusted cannot be read */
  Optional<Instant> get() {
    String file = kafka.extra().get("ssl.truststore.location");
    if (file == null || !"PEM".equals(kafka.extra().get("ssl.truststore.type"))) {
      return Optional.empty();
    }
    try {
      return Authorities.in(Path.of(file)).stream()
          .map(certificate -> certificate.getNotAfter().toInstant())
          .max(Comparator.naturalOrder());
    } catch (IOException | CertificateException e) {
      return Optional.empty();
    }
  }
}
