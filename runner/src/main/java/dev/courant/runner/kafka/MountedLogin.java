package dev.courant.runner.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/**
 * Login of Kafka's client with a password from the file that {@code passwordFile} of {@code sasl.jaas.config} names, read
 * anew for each connection: a changed password needs no other client.
 */
public final class MountedLogin implements AuthenticateCallbackHandler {
  private String user;
  private Path passwordFile;

  @Override
  public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.get(0).getOptions();
    user = String.valueOf(options.get("username"));
    passwordFile = Path.of(String.valueOf(options.get("passwordFile")));
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException {
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback name) {
        name.setName(user);
      } else if (callback instanceof PasswordCallback password) {
        password.setPassword(Files.readString(passwordFile).stripTrailing().toCharArray());
      }
    }
  }

  @Override
  public void close() {}
}
