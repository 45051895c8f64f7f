package dev.courant.runner.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mounted and replaced while one and the same client lives. */
class MountedTest {
  private static final char[] PASSWORD = "for-the-test".toCharArray();
  private static final String HOST = "localhost";

  @TempDir
  private Path folder;

  @Test
  void oneClientFollowsAuthoritiesThatAreReplaced() throws Exception {
    KeyStore before = authority("before");
    KeyStore after = authority("after");
    Path trusted = Files.createDirectory(folder.resolve("trusted"));
    MountedTrust trust = new MountedTrust();
    trust.configure(Map.of("ssl.truststore.location", trusted.toString()));
    put(trusted.resolve("ca.crt"), before);
    assertTrue(isTrusted(trust, before));
    assertFalse(isTrusted(trust, after));
    put(trusted.resolve("ca-2026.crt"), before);
    put(trusted.resolve("ca.crt"), after);
    assertTrue(isTrusted(trust, before));
    assertTrue(isTrusted(trust, after));
    Files.delete(trusted.resolve("ca-2026.crt"));
    assertFalse(isTrusted(trust, before));
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    KeyStore store = authority("before");
    put(folder.resolve("ca.crt"), store);
    MountedTrust trust = new MountedTrust();
    trust.configure(Map.of("ssl.truststore.location", folder.resolve("ca.crt").toString()));
    assertThrows(SSLException.class,
        () -> handshake(trust.createClientSslEngine("elsewhere", 9093, "https"), server(store)));
  }

  @Test
  void aLoginTakesThePasswordThatIsThereNow() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "first\n");
    MountedLogin login = new MountedLogin();
    Map<String, String> options = Map.of("username", "sensors-spark", "passwordFile", file.toString());
    login.configure(Map.of(), "SCRAM-SHA-512",
        List.of(new AppConfigurationEntry("module", LoginModuleControlFlag.REQUIRED, options)));
    assertEquals("sensors-spark first", asked(login));
    Files.writeString(file, "second");
    assertEquals("sensors-spark second", asked(login));
  }

  @Test
  void aRefusalLastsWhenNothingWentThroughForThreeMinutes() {
    AtomicLong now = new AtomicLong();
    Refusal refusal = new Refusal(now::get);
    Exception refused = new IOException("task failed", new SslAuthenticationException("handshake failed"));
    assertFalse(refusal.lasts(refused, false));
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    assertFalse(refusal.lasts(refused, true));
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    assertFalse(refusal.lasts(refused, false));
    now.addAndGet(Duration.ofMinutes(2).toNanos());
    assertTrue(refusal.lasts(refused, false));
    assertFalse(refusal.lasts(new IOException("broker is away"), false));
  }

  private static String asked(MountedLogin login) throws IOException {
    NameCallback name = new NameCallback("user");
    PasswordCallback password = new PasswordCallback("password", false);
    login.handle(new Callback[] {name, password});
    return name.getName() + " " + new String(password.getPassword());
  }

  /** A certificate that signs itself, as a broker shows it. */
  private KeyStore authority(String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made = new ProcessBuilder(keytool.toString(), "-genkeypair", "-keyalg", "RSA", "-storetype", "PKCS12",
        "-keystore", file.toString(), "-storepass", new String(PASSWORD), "-alias", "broker",
        "-dname", "CN=" + name, "-ext", "SAN=DNS:" + HOST)
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertEquals(0, made.waitFor());
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static void put(Path file, KeyStore store) throws Exception {
    String encoded = Base64.getMimeEncoder().encodeToString(store.getCertificate("broker").getEncoded());
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
  }

  private static SSLEngine server(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return engine;
  }

  private static boolean isTrusted(MountedTrust trust, KeyStore shown) throws Exception {
    try {
      handshake(trust.createClientSslEngine(HOST, 9093, "https"), server(shown));
      return true;
    } catch (SSLException e) {
      return false;
    }
  }

  /** Both in memory, each given what the other said. */
  private static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(65_536);
    ByteBuffer toClient = ByteBuffer.allocate(65_536);
    client.beginHandshake();
    server.beginHandshake();
    for (int turn = 0; turn < 100 && !isOver(client); turn++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    assertTrue(isOver(client));
  }

  private static boolean isOver(SSLEngine engine) {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    ByteBuffer application = ByteBuffer.allocate(65_536);
    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      task.run();
    }
    switch (engine.getHandshakeStatus()) {
      case NEED_WRAP -> {
        SSLEngineResult result = engine.wrap(nothing, out);
        assertEquals(SSLEngineResult.Status.OK, result.getStatus());
      }
      case NEED_UNWRAP -> {
        in.flip();
        engine.unwrap(in, application);
        in.compact();
      }
      default -> { }
    }
  }
}
