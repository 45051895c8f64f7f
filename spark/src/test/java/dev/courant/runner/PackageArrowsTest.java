package dev.courant.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A package imports only packages that stand below it, so that no two need each other. */
class PackageArrowsTest {
  /** Spark's own, and what the runners of all engines have in common. */
  private static final List<Path> SOURCES = Stream.of("src", "../runner/src")
      .map(root -> Path.of(root, "main", "java", "dev", "courant", "runner"))
      .toList();
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?dev\\.courant\\.runner\\.(\\w+)[.;]");
  /** Of a class in the root package nothing but the class's own name follows. */
  private static final Pattern PACKAGE = Pattern.compile("[a-z]\\w*");

  /** From the top down. */
  private static final List<Floor> FLOORS = List.of(
      new Floor("", "the process edge puts everything together, and nothing knows how it was started"),
      new Floor("metrics", "who is told of a query is no concern of whoever counts for it"),
      new Floor("running", "a query's life needs its plan, readings and account; none of them knows that it runs"),
      new Floor("progress", "an account says of which plan it is, and is told what was counted"),
      new Floor("query", "a plan is made over the view readings, whether or not anybody runs it"),
      new Floor("source", "readings come to Spark in columns, whichever query they are for"),
      new Floor("feed", "a topic is read once, whatever queries make of it"),
      new Floor("columns", "which fields of events are columns is known before any is read"),
      new Floor("reading", "records become readings or dead letters, whatever a query makes of them"),
      new Floor("kafka", "the way to Kafka carries bytes and knows none of their meanings"),
      new Floor("report", "what is said to people is said from everywhere"));

  private record Floor(String name, String reason) {}

  @Test
  void aPackageImportsOnlyWhatStandsBelowIt() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (int height = 0; height < FLOORS.size(); height++) {
      Floor floor = FLOORS.get(height);
      Set<String> below = new TreeSet<>(FLOORS.subList(height + 1, FLOORS.size()).stream().map(Floor::name).toList());
      for (Path file : sources(floor)) {
        importedBy(file).stream()
            .filter(name -> !name.equals(floor.name()) && !below.contains(name))
            .forEach(name -> wrong.add(file.getFileName() + " imports " + name + ": " + floor.reason()));
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyPackageHasItsFloor() throws IOException {
    Set<String> found = new TreeSet<>(Set.of(""));
    for (Path root : SOURCES) {
      try (Stream<Path> files = Files.list(root)) {
        files.filter(Files::isDirectory).forEach(folder -> found.add(folder.getFileName().toString()));
      }
    }
    assertEquals(found, new TreeSet<>(FLOORS.stream().map(Floor::name).toList()));
    // Otherwise the other test would pass without having read anything.
    assertTrue(importedBy(SOURCES.get(0).resolve("Main.java")).contains("progress"));
  }

  private static List<Path> sources(Floor floor) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path folder : SOURCES.stream().map(root -> root.resolve(floor.name())).filter(Files::isDirectory).toList()) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  /** Names of packages; the root package is the empty name. */
  private static Set<String> importedBy(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher matcher = IMPORT.matcher(Files.readString(file));
    while (matcher.find()) {
      names.add(PACKAGE.matcher(matcher.group(1)).matches() ? matcher.group(1) : "");
    }
    return names;
  }
}
