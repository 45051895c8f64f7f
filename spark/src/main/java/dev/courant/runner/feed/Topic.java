package dev.courant.runner.feed;

import dev.courant.runner.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A topic of readings, of which each record is fetched and parsed once for all queries of a process. */
public final class Topic implements Readings {
  /** Records of all partitions that are kept for the queries that have not read them yet. */
  public static final int KEPT_ROWS = 400_000;
  /** Rows that a block has at most. */
  public static final int BLOCK_ROWS = BlockBuilder.MOST_ROWS;

  private static final Map<Topic.Place, Topic> OPENED = new ConcurrentHashMap<>();
  private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();
  /** Of all topics: they share the heap. */
  private static final KeptBlocks KEPT = new KeptBlocks(KEPT_ROWS, Runtime.getRuntime().maxMemory() / 8);

  private record Place(KafkaSettings kafka, String name) {}

  private final Place place;
  private final TopicEnds ends;
  private final Map<Integer, Feed> feeds = new ConcurrentHashMap<>();
  private volatile long sweptNanos = System.nanoTime();

  private Topic(Place place) {
    this.place = place;
    ends = new TopicEnds(() -> TopicEnds.consumer(place.kafka(), Reach.PATIENCE), place.name(), this::forget);
  }

  /** As when the topic was made anew: nothing of the old one is to be given for a record of the new one. */
  private void forget(int partition) {
    Feed feed = feeds.get(partition);
    if (feed != null) {
      feed.forget();
    }
  }

  /** The same for all who ask in one process; nothing is connected before something is asked for. */
  public static Topic of(KafkaSettings kafka, String name) {
    return OPENED.computeIfAbsent(new Place(kafka, name), Topic::new);
  }

  @Override
  public Map<Integer, Long> beginnings() {
    return ends.beginnings();
  }

  @Override
  public Map<Integer, Long> ends(long notBefore) {
    return ends.now(notBefore);
  }

  @Override
  public Block read(int partition, long offset, long until) {
    return feed(partition).read(offset, until);
  }

  @Override
  public Block poll(int partition, long offset, Duration wait) {
    return feed(partition).poll(offset, wait);
  }

  @Override
  public void passed(Object reader, Map<Integer, Long> offsets) {
    offsets.forEach((partition, offset) -> feed(partition).passed(reader, offset));
  }

  @Override
  public void left(Object reader) {
    feeds.values().forEach(feed -> feed.left(reader));
  }

  private Feed feed(int partition) {
    long now = System.nanoTime();
    if (now - sweptNanos > IDLE_NANOS / 2) {
      sweptNanos = now;
      feeds.values().forEach(feed -> feed.closeIdle(IDLE_NANOS));
    }
    return feeds.computeIfAbsent(partition,
        number -> new Feed(number, () -> Fetch.open(place.kafka(), place.name(), number), KEPT));
  }
}
