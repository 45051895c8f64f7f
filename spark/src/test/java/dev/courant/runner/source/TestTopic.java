package dev.courant.runner.source;

import dev.courant.runner.feed.Block;
import dev.courant.runner.feed.Readings;
import dev.courant.runner.feed.TestBlocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A topic in memory; tasks find it by its name. */
public final class TestTopic implements Readings {
  private static final Map<String, TestTopic> ALL = new ConcurrentHashMap<>();

  final Map<Object, Map<Integer, Long>> passed = new ConcurrentHashMap<>();
  private final Map<Integer, List<String>> partitions = new TreeMap<>();
  private final Instant timestamp;

  private TestTopic(Instant timestamp) {
    this.timestamp = timestamp;
  }

  /** @param timestamp of each record */
  public static TestTopic make(String name, Instant timestamp) {
    TestTopic topic = new TestTopic(timestamp);
    ALL.put(name, topic);
    return topic;
  }

  public static Topics named(String name) {
    return () -> ALL.get(name);
  }

  public synchronized void add(int partition, List<String> values) {
    partitions.computeIfAbsent(partition, number -> new ArrayList<>()).addAll(values);
  }

  @Override
  public synchronized Map<Integer, Long> beginnings() {
    Map<Integer, Long> offsets = new TreeMap<>();
    partitions.keySet().forEach(partition -> offsets.put(partition, 0L));
    return offsets;
  }

  @Override
  public synchronized Map<Integer, Long> ends(long notBefore) {
    Map<Integer, Long> offsets = new TreeMap<>();
    partitions.forEach((partition, values) -> offsets.put(partition, (long) values.size()));
    return offsets;
  }

  /** Two records before what is asked for, and at most three behind its beginning: a block begins and ends anywhere. */
  @Override
  public synchronized Block read(int partition, long offset, long until) {
    List<String> values = partitions.get(partition);
    int first = (int) Math.max(0, offset - 2);
    return TestBlocks.of(partition, first, values.subList(first, (int) Math.min(values.size(), offset + 3)), timestamp);
  }

  @Override
  public synchronized Block poll(int partition, long offset, Duration wait) {
    return offset < partitions.get(partition).size() ? read(partition, offset, offset + 1) : null;
  }

  @Override
  public void passed(Object reader, Map<Integer, Long> offsets) {
    passed.put(reader, offsets);
  }

  @Override
  public void left(Object reader) {
    passed.remove(reader);
  }
}
