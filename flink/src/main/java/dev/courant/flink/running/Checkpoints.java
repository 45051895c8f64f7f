package dev.courant.flink.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Flink has stored of one query: a folder for each of its starts, with the last checkpoints in it.
 *
 * @param folder of this query alone
 */
public record Checkpoints(Path folder) {
  private static final Pattern NAME = Pattern.compile("chk-(\\d{1,18})");

  /** One that is whole. */
  record Stored(long id, Path path) {}

  /** The newest one, by whichever start; numbers go on from start to start. */
  Optional<Stored> latest() {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.walk(folder, 2)) {
      return found.flatMap(path -> stored(path).stream()).max(Comparator.comparingLong(Stored::id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Stored> stored(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    return name.matches() && Files.exists(path.resolve("_metadata"))
        ? Optional.of(new Stored(Long.parseLong(name.group(1)), path))
        : Optional.empty();
  }

  /** Removes what earlier starts left, but for the checkpoint that the next one goes on from. */
  void tidy(Optional<Stored> kept) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> starts = Files.list(folder)) {
      starts.filter(Files::isDirectory)
          .filter(start -> kept.isEmpty() || !kept.get().path().startsWith(start))
          .forEach(Checkpoints::remove);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete() {
    if (Files.exists(folder)) {
      remove(folder);
    }
  }

  private static void remove(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
