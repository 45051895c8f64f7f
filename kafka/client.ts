/** The one door to Kafka. */
import { Kafka as KafkaClient } from 'kafkajs';
import type { RecordView } from './wire/recordView.ts';
import type { KafkaConnection } from './connection.ts';
import { clientLog } from './driver/debug.ts';
import { assertKafkajsVersion, connectionOptions } from './driver/internals.ts';
import { Link } from './driver/link.ts';
import { followTopic, readTopic, scanTopic } from './read.ts';
import type { PartitionOffsets, TopicRecord } from './records.ts';
import { quietRequestQueue } from './driver/requestQueue.ts';
import { declareTopics, deleteTopics, listTopics, topicOffsets } from './topics.ts';
import type { TopicDeclaration } from './topics.ts';

export type { KafkaConnection, PartitionOffsets, RecordView, TopicDeclaration, TopicRecord };

/** A connection to the brokers. Every method rides out 30 s without an answer, then throws COURANT_KAFKA_UNREACHABLE. */
export interface Kafka {
  /** Names of all topics, Kafka's own (`__…`) left out. */
  topics(): Promise<string[]>;
  /** Creates what is missing and waits until every partition is led; existing topics stay as they are. */
  declare(topics: readonly TopicDeclaration[]): Promise<void>;
  /** Log start and end offset of each partition; topics that do not exist are left out of the answer. */
  offsets(topics: readonly string[]): Promise<Map<string, PartitionOffsets[]>>;
  /**
   * Every record of the ranges, in blocks of one partition, each partition in order. Records that retention deletes
   * meanwhile are passed over.
   * @throws CourantError COURANT_TOPIC_UNKNOWN
   */
  read(topic: string, ranges: readonly PartitionOffsets[]): AsyncIterable<readonly TopicRecord[]>;
  /** The same as `read` without an object a record: the view is valid only during the visit. */
  scan(
    topic: string,
    ranges: readonly PartitionOffsets[],
    visit: (record: RecordView) => void,
  ): Promise<void>;
  /** Records from the given offsets on, as they arrive, until `signal` aborts (then it ends without an error). */
  follow(
    topic: string,
    from: readonly { readonly partition: number; readonly start: number }[],
    signal: AbortSignal,
  ): AsyncIterable<readonly TopicRecord[]>;
  /** Deletes the topics that exist of these. */
  deleteTopics(topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects.
 * @param signal ends what is under way at once, also where the broker does not answer; then its reason is thrown
 * @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED
 */
export async function openKafka(connection: KafkaConnection, signal?: AbortSignal): Promise<Kafka> {
  const link = await Link.open(connection, signal);
  return {
    topics: () => listTopics(link),
    declare: (topics) => declareTopics(link, topics),
    offsets: (topics) => topicOffsets(link, topics),
    read: (topic, ranges) => readTopic(link, topic, ranges),
    scan: (topic, ranges, visit) => scanTopic(link, topic, ranges, visit),
    follow: (topic, from, signal) => followTopic(link, topic, from, signal),
    deleteTopics: (topics) => deleteTopics(link, topics),
    close: () => link.close(),
  };
}

/** A configured kafkajs client: silent (kafka/driver/debug.ts), patient, never creating topics. For generator/lanes/kafkaSender.ts and the progress writer. */
export function kafkaClient(connection: KafkaConnection): KafkaClient {
  assertKafkajsVersion();
  quietRequestQueue();
  return new KafkaClient({
    ...connectionOptions(connection),
    logLevel: clientLog.level,
    logCreator: clientLog.logCreator,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
  });
}
