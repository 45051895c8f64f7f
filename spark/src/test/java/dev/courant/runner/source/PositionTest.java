package dev.courant.runner.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.courant.runner.source.Splits.Range;
import dev.courant.runner.source.Splits.Split;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PositionTest {
  private static final String JSON = "{\"readings\":{\"0\":12,\"2\":0,\"10\":7}}";

  @Test
  void isWrittenAsSparksKafkaSourceWritesIt() {
    assertEquals(JSON, new Position("readings", Map.of(10, 7L, 0, 12L, 2, 0L)).json());
    assertEquals(JSON, Position.parse("readings", JSON).json());
    assertEquals("{\"readings\":{}}", new Position("readings", Map.of()).json());
    assertThrows(IllegalArgumentException.class, () -> Position.parse("readings", "{"));
  }

  @Test
  void aPartitionThatAppearedIsReadFromItsBeginning() {
    Position from = new Position("readings", Map.of(0, 12L));
    Map<Integer, Long> to = Map.of(0, 15L, 1, 4L);
    assertEquals(7, from.until(to));
    assertEquals(List.of(new Range(0, 12, 15), new Range(1, 0, 4)),
        Splits.ranges(from, to).stream().sorted((a, b) -> a.partition() - b.partition()).toList());
  }

  private static List<Integer> ranges(Splits splits, long each) {
    Map<Integer, Long> to = Map.of(0, each, 1, each, 2, each, 3, 0L);
    return Arrays.stream(splits.of(new Position("readings", Map.of()), to, List.of()))
        .map(split -> split.ranges().size())
        .toList();
  }

  @Test
  void oneTaskReadsABatchWhereOneProcessRunsAll() {
    assertEquals(List.of(3), ranges(Splits.of(true, false, 2), Splits.MANY));
    assertEquals(List.of(3), ranges(Splits.of(true, true, 2), 10));
    assertEquals(List.of(2, 1), ranges(Splits.of(true, true, 2), Splits.MANY));
    assertEquals(List.of(2, 1), ranges(Splits.of(false, false, 2), 10));
    assertEquals(List.of(1, 1, 1), ranges(Splits.of(false, false, 8), 10));
    assertEquals(List.of(0), ranges(Splits.of(false, false, 8), 0));
  }

  @Test
  void aPartitionIsReadWhereItWasReadBefore() {
    Position from = new Position("readings", Map.of(0, 5L, 1, 5L, 2, 5L));
    Splits splits = Splits.of(false, false, 3);
    for (Map<Integer, Long> to : List.of(Map.of(0, 6L, 1, 6L, 2, 6L), Map.of(0, 5L, 1, 5L, 2, 6L))) {
      Split last = Arrays.stream(splits.of(from, to, List.of("a", "b"))).reduce((one, other) -> other).orElseThrow();
      assertEquals(List.of(new Range(2, 5, 6)), last.ranges());
      assertEquals(List.of("a"), List.of(last.preferredLocations()));
    }
  }

  @Test
  void aTopicThatIsShorterForAWhileWasMadeAnew() {
    TestTopic topic = TestTopic.make("shorter", Instant.EPOCH);
    topic.add(0, List.of("a", "b"));
    KnownEnds ends = new KnownEnds("readings", topic);
    Position further = new Position("readings", Map.of(0, 3L));
    long second = 1_000_000_000L;
    assertEquals(further.offsets(), ends.after(further, 0));
    assertEquals(further.offsets(), ends.after(further, 3 * second));
    String said = assertThrows(IllegalStateException.class, () -> ends.after(further, 3 * second + 1)).getMessage();
    assertEquals("offset 3 of \"readings\" partition 0 is out of range: it ends at 2", said);
    topic.add(0, List.of("c", "d"));
    assertEquals(Map.of(0, 4L), ends.after(further, 4 * second));
    assertTrue(assertThrows(IllegalStateException.class, () -> {
      ends.after(new Position("readings", Map.of(5, 1L)), 5 * second);
      ends.after(new Position("readings", Map.of(5, 1L)), 9 * second);
    }).getMessage().endsWith("the partition is gone"));
  }
}
