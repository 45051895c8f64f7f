package dev.courant.runner.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowIdsTest {
  private static String byContent(RowIds ids, String key, String value) {
    return ids.byContent(RowHash.of(key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  @Test
  void contentIdsDoNotDependOnTheOrder() {
    RowIds first = new RowIds(1);
    RowIds replay = new RowIds(1);
    Set<String> ids = new HashSet<>();
    List.of("a", "b", "b", "c").forEach(value -> ids.add(byContent(first, "k", value)));
    Set<String> again = new HashSet<>();
    List.of("b", "c", "a", "b").forEach(value -> again.add(byContent(replay, "k", value)));
    assertEquals(4, ids.size());
    assertEquals(ids, again);
  }

  @Test
  void keyTaskAndRepetitionTellEqualValuesApart() {
    RowIds one = new RowIds(1);
    assertEquals(5, Set.of(byContent(one, "k", "v"), byContent(one, "l", "v"), byContent(one, null, "v"),
        byContent(one, "k", "v"), byContent(new RowIds(2), "k", "v")).size());
  }

  @Test
  void rowsOfOneReadingAreNumbered() {
    RowIds ids = new RowIds(0);
    assertEquals("2:7", ids.byOrigin("2:7"));
    assertEquals("2:7-1", ids.byOrigin("2:7"));
    assertEquals("2:8", ids.byOrigin("2:8"));
  }
}
