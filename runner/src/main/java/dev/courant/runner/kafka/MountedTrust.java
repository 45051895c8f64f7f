package dev.courant.runner.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;

/**
 * TLS of Kafka's client that trusts every authority in {@code ssl.truststore.location}, read anew for each connection:
 * Kafka's own reads one file once, and a client that lives as long as its process would trust a replaced authority for
 * ever, and never the new one.
 */
public final class MountedTrust implements SslEngineFactory {
  private Path place;

  @Override
  public void configure(Map<String, ?> settings) {
    place = Path.of(String.valueOf(settings.get("ssl.truststore.location")));
  }

  @Override
  public SSLEngine createClientSslEngine(String host, int port, String identification) {
    try {
      SSLEngine engine = context().createSSLEngine(host, port);
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      // Whether the certificate is that of the host which was asked for.
      parameters.setEndpointIdentificationAlgorithm(identification);
      engine.setSSLParameters(parameters);
      return engine;
    } catch (GeneralSecurityException | IOException e) {
      throw new KafkaException("authorities in \"" + place + "\" cannot be used: " + e.getMessage(), e);
    }
  }

  private SSLContext context() throws GeneralSecurityException, IOException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(truststore());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public KeyStore truststore() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate certificate : Authorities.in(place)) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new KafkaException("authorities in \"" + place + "\" cannot be read: " + e.getMessage(), e);
    }
  }

  /** A client shows no certificate of its own. */
  @Override
  public KeyStore keystore() {
    return null;
  }

  @Override
  public SSLEngine createServerSslEngine(String host, int port) {
    throw new UnsupportedOperationException("this is a client");
  }

  @Override
  public boolean shouldBeRebuilt(Map<String, Object> settings) {
    return false;
  }

  @Override
  public Set<String> reconfigurableConfigs() {
    return Set.of();
  }

  @Override
  public void close() {}
}
