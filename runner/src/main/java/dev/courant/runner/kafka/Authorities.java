package dev.courant.runner.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates of those by whom brokers are trusted, as PEM: a file, or a folder of which each {@code *.crt} counts. */
public final class Authorities {
  private Authorities() {}

  /** Reads them anew: an operator replaces the files under a running process. */
  public static List<X509Certificate> in(Path place) throws IOException, CertificateException {
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : filesOf(place)) {
      try (InputStream in = Files.newInputStream(file)) {
        for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          all.add((X509Certificate) certificate);
        }
      } catch (NoSuchFileException e) {
        // Of two states of a folder that is being replaced each is whole: a file that went is not needed any more.
        continue;
      }
    }
    return all;
  }

  private static List<Path> filesOf(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place, "*.crt")) {
      found.forEach(files::add);
    }
    return files;
  }
}
