package org.apache.kafka.clients.consumer.internals;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Time;

/**
 * Takes the record batches that a consumer fetched, before it makes an object of each record; that costs more than all
 * that is done with them afterwards. Connections, leaders, security and errors stay the consumer's. It reaches into what
 * is private there, and so stands in its package and works with the version that it was written for alone.
 */
public final class RawBatches {
  private static final String VERSION = "3.9.2";
  /** In which the consumer deals with what only it can deal with: a leader that changed, an offset that is gone. */
  private static final Duration TURN = Duration.ofMillis(20);

  private final KafkaConsumer<?, ?> consumer;
  private final TopicPartition partition;
  private final Fetcher<?, ?> fetcher;
  private final ConsumerNetworkClient client;
  private final SubscriptionState subscriptions;

  private RawBatches(KafkaConsumer<?, ?> consumer, TopicPartition partition) throws ReflectiveOperationException {
    this.consumer = consumer;
    this.partition = partition;
    Object classic = read(consumer, "delegate");
    fetcher = (Fetcher<?, ?>) read(classic, "fetcher");
    client = (ConsumerNetworkClient) read(classic, "client");
    subscriptions = (SubscriptionState) read(classic, "subscriptions");
  }

  /**
   * @param consumer to which nothing but this partition is assigned
   * @return empty where Kafka's client is another than the one that is known
   */
  public static Optional<RawBatches> of(KafkaConsumer<?, ?> consumer, TopicPartition partition) {
    try {
      return AppInfoParser.getVersion().equals(VERSION)
          ? Optional.of(new RawBatches(consumer, partition))
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Object read(Object from, String name) throws ReflectiveOperationException {
    Field field = from.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(from);
  }

  /**
   * @return what lies at an offset, from the beginning of its batch on; {@code null} when nothing came in time
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException when it is not kept any more
   */
  public Records poll(long offset, Duration wait) {
    if (!isReady(offset)) {
      settle(offset, true);
      return null;
    }
    CompletedFetch fetch = fetched(wait);
    if (fetch == null) {
      return null;
    }
    if (fetch.partitionData.errorCode() != 0) {
      fetcher.fetchBuffer.add(fetch);
      settle(offset, false);
      return null;
    }
    Records records = FetchResponse.recordsOrFail(fetch.partitionData);
    return fetch.nextFetchOffset() != offset || records.sizeInBytes() == 0 ? null : records;
  }

  private boolean isReady(long offset) {
    SubscriptionState.FetchPosition position = subscriptions.position(partition);
    return position != null && position.offset == offset && position.currentLeader.leader.isPresent()
        && subscriptions.isFetchable(partition);
  }

  private CompletedFetch fetched(Duration wait) {
    CompletedFetch fetch = fetcher.fetchBuffer.poll();
    if (fetch == null) {
      fetcher.sendFetches();
      client.poll(Time.SYSTEM.timer(wait), () -> fetcher.fetchBuffer.isEmpty());
      fetch = fetcher.fetchBuffer.poll();
    }
    return fetch;
  }

  /** @param quietly without fetching anything; else it deals with the error that was fetched, or throws it */
  private void settle(long offset, boolean quietly) {
    if (quietly) {
      consumer.pause(List.of(partition));
    }
    consumer.poll(TURN);
    consumer.resume(List.of(partition));
    consumer.seek(partition, offset);
    // Of what it fetched meanwhile it keeps a rest, and as long as it does nothing more is asked for.
    fetcher.fetchBuffer.retainAll(Set.of());
  }

  /** Goes on behind a batch, and asks for more while that one is worked on. */
  public void advance(RecordBatch batch) {
    SubscriptionState.FetchPosition old = subscriptions.position(partition);
    Optional<Integer> epoch = batch.partitionLeaderEpoch() < 0 ? Optional.empty() : Optional.of(batch.partitionLeaderEpoch());
    subscriptions.position(
        partition, new SubscriptionState.FetchPosition(batch.nextOffset(), epoch, old.currentLeader));
    fetcher.sendFetches();
    client.pollNoWakeup();
  }
}
