package dev.courant.runner.query;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.TestSpark;
import dev.courant.runner.report.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryFolderTest {
  private static final List<String> RESERVED = List.of("readings", "readings.dlq", "courant.progress");

  @TempDir private Path folder;

  private final List<Problem> problems = new ArrayList<>();

  private List<QueryFile> read(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), "SELECT * FROM readings");
    }
    return new QueryFolder(folder, RESERVED, problems).read().stream()
        .map(text -> QueryFile.of(text, problems))
        .toList();
  }

  private static List<String> messages(Path folder) {
    List<Problem> found = new ArrayList<>();
    new QueryFolder(folder, RESERVED, found).read();
    return found.stream().map(Problem::message).toList();
  }

  @Test
  void readsSqlFilesInOrderAndNothingElse() throws IOException {
    Files.createDirectory(folder.resolve("old.sql"));
    assertEquals(List.of("a", "b"), read("b.sql", "a.sql", "notes.md").stream().map(QueryFile::name).toList());
    assertEquals(List.of(), problems);
  }

  @Test
  void refusesNamesThatAreTakenOrCollide() throws IOException {
    read("readings.sql", "Readings-dlq.sql", "courant.mine.sql", "a_b.sql", "A-b.sql", "a b.sql");
    List<String> messages = problems.stream().map(Problem::message).toList();
    assertTrue(messages.contains("a query named \"readings\" would write to the topic \"readings\""));
    assertTrue(messages.contains("a query named \"Readings-dlq\" would write to the topic \"readings.dlq\""));
    assertTrue(messages.contains("topics named \"courant.…\" are the chain's own"));
    assertTrue(messages.stream().anyMatch(text -> text.startsWith("its name collides with A-b.sql")), messages.toString());
    assertTrue(messages.stream().anyMatch(text -> text.startsWith("\"a b\" is no topic name")));
    assertEquals(5, messages.size());
  }

  @Test
  void saysWhatIsWrongWithTheFolder() throws IOException {
    assertEquals(List.of("the folder has no .sql file"), messages(folder));
    assertEquals(List.of("there is no such folder"), messages(folder.resolve("absent")));
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(List.of("the folder cannot be read"), messages(file));
  }

  @Test
  void refusesFilesThatAreNoText() throws IOException {
    Files.write(folder.resolve("q.sql"), "SELECT 1".getBytes(UTF_16));
    assertEquals(List.of("the file is not UTF-8 text"), messages(folder));
  }

  @Test
  void aByteOrderMarkAndLineEndsOfWindowsAreNoPartOfAQuery() throws IOException {
    Files.writeString(folder.resolve("q.sql"), "\uFEFF-- courant: output=append\r\nSELECT sensor\r\nFROM readings\r\n");
    QueryFile query = QueryFile.of(new QueryFolder(folder, RESERVED, problems).read().get(0), problems);
    assertEquals(new QueryHeader("append", null), query.header());
    assertEquals(List.of("sensor"), TestSpark.accepted(query).columns());
  }
}
