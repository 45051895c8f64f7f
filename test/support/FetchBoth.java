package dev.courant.runner.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Arguments: {@code write}, bootstrap servers, topic, codecs: the same records for one partition a codec, half of them
 * in transactions that end either way. Or {@code read}, bootstrap servers, topic: prints what either fetch finds, fields
 * separated by tabs.
 */
class FetchBoth {
  private static final int RECORDS = 400;
  private static final List<String> NAMES = List.of("producer", "seq", "producer", "seq", "producers", "se", "");

  public static void main(String[] arguments) {
    if (arguments[0].equals("write")) {
      for (int at = 3; at < arguments.length; at++) {
        write(arguments[1], new Place(arguments[2], at - 3), arguments[at]);
      }
    } else {
      read(arguments[1], arguments[2]);
    }
  }

  private record Place(String topic, int partition) {}

  private static void write(String servers, Place place, String codec) {
    Random random = new Random(7);
    Map<String, Object> plain = Map.of(
        "bootstrap.servers", servers, "compression.type", codec, "batch.size", 20_000, "linger.ms", 50,
        "max.request.size", 4_000_000);
    Map<String, Object> transactional = Map.of("transactional.id", place.topic() + place.partition());
    try (KafkaProducer<byte[], byte[]> producer = producer(plain, Map.of());
        KafkaProducer<byte[], byte[]> inTransactions = producer(plain, transactional)) {
      inTransactions.initTransactions();
      for (int round = 0; round < 4; round++) {
        send(producer, place, random);
        producer.flush();
        inTransactions.beginTransaction();
        send(inTransactions, place, random);
        if (round % 2 == 0) {
          inTransactions.commitTransaction();
        } else {
          inTransactions.abortTransaction();
        }
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> plain, Map<String, Object> more) {
    Properties settings = new Properties();
    settings.putAll(plain);
    settings.putAll(more);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, Place place, Random random) {
    for (int i = 0; i < RECORDS; i++) {
      List<Header> headers = new ArrayList<>();
      for (int left = random.nextInt(6); left > 0; left--) {
        headers.add(new RecordHeader(NAMES.get(random.nextInt(NAMES.size())), bytes(random, 12)));
      }
      int most = i == RECORDS / 2 ? 600_000 : 300;
      long millis = 1_772_366_400_000L + random.nextInt(10_000);
      producer.send(new ProducerRecord<>(
          place.topic(), place.partition(), millis, bytes(random, 30), bytes(random, most), headers));
    }
    // What was aborted before it was sent would not be there.
    producer.flush();
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return random.nextInt(10) == 0 ? null : bytes;
  }

  private static void read(String servers, String topic) {
    Properties settings = new Properties();
    settings.putAll(Map.of(
        "bootstrap.servers", servers, "auto.offset.reset", "none",
        "key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer",
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer"));
    List<TopicPartition> partitions;
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      partitions = consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(topic, info.partition()))
          .toList();
    }
    for (TopicPartition partition : partitions) {
      print("batches", partition, FetchedBatches.open(settings, partition).orElseThrow());
      print("polled", partition, new PolledRecords(settings, partition));
    }
  }

  /** From the beginning, and from within a batch. */
  private static void print(String way, TopicPartition partition, Fetch fetch) {
    long end = fetch.end(Duration.ofSeconds(30));
    RawRecord record = new RawRecord();
    StringBuilder lines = new StringBuilder();
    for (long start : new long[] {0, end / 2 + 3}) {
      fetch.seek(start);
      while (fetch.position() < end) {
        if (fetch.next(record, Duration.ofMillis(200))) {
          lines.append(String.join("\t", way, Integer.toString(partition.partition()), Long.toString(start),
              Long.toString(record.offset), Long.toString(record.timestamp), text(record.value),
              text(record.producer), text(record.seq))).append('\n');
        }
      }
      lines.append(String.join("\t", way, Integer.toString(partition.partition()), Long.toString(start), "end",
          Long.toString(fetch.position()))).append('\n');
    }
    fetch.close();
    System.out.write(lines.toString().getBytes(StandardCharsets.US_ASCII), 0, lines.length());
    System.out.flush();
  }

  private static String text(Slice slice) {
    byte[] bytes = slice.copy();
    return bytes == null ? "null" : Base64.getEncoder().encodeToString(bytes);
  }
}
