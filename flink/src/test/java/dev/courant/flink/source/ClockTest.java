package dev.courant.flink.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockTest {
  private static Progress read(int partition, long... events) {
    Progress progress = new Progress(new Split(partition, null));
    for (int i = 0; i < events.length; i++) {
      progress.read(i, events[i]);
      progress.found(events[i], 1);
    }
    return progress;
  }

  @Test
  void followsTheSlowestPartition() {
    Clock clock = new Clock(1_000);
    assertTrue(clock.advance(List.of(read(0, 5_000, 9_000), read(1, 4_000))));
    assertEquals(2_999, clock.watermark());
    assertFalse(clock.advance(List.of(read(0, 3_000), read(1, 9_000))), "it never goes back");
  }

  @Test
  void waitsForAPartitionThatWasNotReadYet() {
    assertFalse(new Clock(0).advance(List.of(read(0, 5_000), new Progress(new Split(1, null)))));
  }

  @Test
  void whatLiesInACheckpointComesOutAsItWas() throws IOException {
    SplitSerializer serializer = new SplitSerializer();
    Progress progress = read(3, 5_000, 9_000);
    progress.reached(new Fetched.End(7, true));
    Split split = new Split(3, progress.at(42));
    assertEquals(split, serializer.deserialize(1, serializer.serialize(split)));
    assertEquals(new Reached(3, 0, 7, 2, 2, 2, 9_000, 9_000, 42), split.reached());
    Split fresh = new Split(1, null);
    assertEquals(fresh, serializer.deserialize(1, serializer.serialize(fresh)));
  }
}
