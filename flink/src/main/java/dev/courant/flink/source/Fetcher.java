package dev.courant.flink.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/** Polls Kafka on a thread of its own, a few polls ahead of the task, which must never wait for a broker. */
final class Fetcher implements Runnable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS_AHEAD = 2;

  private final Input input;
  private final Runnable onFetched;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BlockingQueue<Fetched> fetched = new ArrayBlockingQueue<>(POLLS_AHEAD);
  private final Queue<Split> added = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Fetched.End> known = new HashMap<>();
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile RuntimeException failure;

  /** @param onFetched called whenever {@link #next()} may have something */
  Fetcher(Input input, Runnable onFetched) {
    this.input = input;
    this.onFetched = onFetched;
    var settings = input.kafka().consumer();
    settings.put("max.poll.records", "2000");
    consumer = new KafkaConsumer<>(settings);
    thread = new Thread(this, "fetch for " + input.deadLetters().query());
    thread.setDaemon(true);
    thread.start();
  }

  /** They are read from the next poll on. */
  void add(List<Split> splits) {
    added.addAll(splits);
  }

  /** @return {@code null} when there is nothing yet */
  Fetched next() {
    if (failure != null) {
      throw failure;
    }
    return fetched.poll();
  }

  boolean isEmpty() {
    return fetched.isEmpty() && failure == null;
  }

  @Override
  public void run() {
    try (consumer) {
      while (!isClosed) {
        poll();
      }
    } catch (InterruptedException | InterruptException e) {
      // the reader was closed
    } catch (RuntimeException e) {
      failure = e;
      onFetched.run();
    }
  }

  private void poll() throws InterruptedException {
    try {
      assignAdded();
      if (known.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(5);
        return;
      }
      hand(consumer.poll(POLL));
    } catch (WakeupException e) {
      // it is to close
    }
  }

  private void assignAdded() {
    List<TopicPartition> all = new ArrayList<>(consumer.assignment());
    List<Split> now = new ArrayList<>();
    for (Split split = added.poll(); split != null; split = added.poll()) {
      now.add(split);
      all.add(new TopicPartition(input.topic(), split.partition()));
    }
    if (now.isEmpty()) {
      return;
    }
    consumer.assign(all);
    now.forEach(this::seek);
  }

  private void seek(Split split) {
    TopicPartition partition = new TopicPartition(input.topic(), split.partition());
    long from = split.reached() == null
        ? consumer.beginningOffsets(List.of(partition)).get(partition)
        : split.reached().position();
    consumer.seek(partition, from);
    // Its beginning is told even where nothing follows.
    known.put(split.partition(), new Fetched.End(-1, false));
  }

  private void hand(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
    Map<Integer, Fetched.End> moved = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      Fetched.End end = new Fetched.End(
          consumer.position(partition), consumer.currentLag(partition).orElse(1) == 0);
      if (!end.equals(known.put(partition.partition(), end))) {
        moved.put(partition.partition(), end);
      }
    }
    if (!moved.isEmpty()) {
      fetched.put(new Fetched(records, moved));
      onFetched.run();
    }
  }

  /** Returns when the connection is closed. */
  void close() throws InterruptedException {
    isClosed = true;
    consumer.wakeup();
    thread.interrupt();
    thread.join(5_000);
  }
}
