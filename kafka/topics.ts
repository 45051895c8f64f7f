/** Topics: which there are, their bounds, declaring them before use, deleting them. */
import { setTimeout as pause } from 'node:timers/promises';
import { CourantError } from '../chain/errors.ts';
import { kafkaError } from './driver/failure.ts';
import type { Link } from './driver/link.ts';
import type { PartitionOffsets } from './records.ts';

export interface TopicDeclaration {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Kafka's own topic settings, like `retention.ms`. */
  readonly config: Readonly<Record<string, string>>;
}

const createTimeoutMs = 30_000;
const pollMs = 50;

export function listTopics(link: Link): Promise<string[]> {
  return link.retrying('listing the topics', async () => {
    await link.metadata();
    return link.topicNames();
  });
}

/**
 * Creates the topics that are missing, leaves the others as they are, and waits until each partition is led.
 * @throws CourantError COURANT_NOT_READY when a partition has no leader after 30 s
 */
export async function declareTopics(
  link: Link,
  topics: readonly TopicDeclaration[],
): Promise<void> {
  await link.retrying('declaring the topics', async () => {
    await link.metadata();
    const missing = topics.filter(({ name }) => link.leaders(name) === undefined);
    if (missing.length > 0) await createTopics(link, missing);
  });
  await waitUntilLed(link, topics);
}

async function createTopics(link: Link, topics: readonly TopicDeclaration[]): Promise<void> {
  const broker = await link.controller();
  const request = topics.map(({ name, partitions, replicationFactor, config }) => ({
    topic: name,
    numPartitions: partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
  }));
  try {
    await broker.createTopics({ topics: request, timeout: createTimeoutMs });
  } catch (error) {
    const refused = refusals(error).filter(({ type }) => type !== 'TOPIC_ALREADY_EXISTS');
    if (refused.length === 0) return;
    const areSingle = topics.every(({ replicationFactor }) => replicationFactor === 1);
    if (areSingle && refused.every(isOfReplicas)) throw new NoBrokerCounted();
    throw topicError(refused, error, link);
  }
}

/** Deletes the topics that there are, and waits until Kafka knows none of them any more. */
export async function deleteTopics(link: Link, topics: readonly string[]): Promise<void> {
  await link.retrying('deleting topics', async () => {
    await link.metadata();
    const present = topics.filter((name) => link.leaders(name) !== undefined);
    if (present.length === 0) return;
    const broker = await link.controller();
    await broker.deleteTopics({ topics: present, timeout: createTimeoutMs });
    while (present.some((name) => link.leaders(name) !== undefined)) {
      await pause(pollMs);
      await link.metadata();
    }
  });
}

interface Refusal {
  readonly message: string;
  readonly type?: string;
  readonly topic?: string;
}

function refusals(error: unknown): Refusal[] {
  const { errors } = error as { errors?: Refusal[] };
  return errors ?? [error as Refusal];
}

/**
 * One replica fits wherever a broker is: the controller counts none for a moment, as of one that was starved of the CPU.
 * Named like the failures of kafkajs that pass (kafka/driver/failure.ts).
 */
class NoBrokerCounted extends Error {
  override readonly name = 'KafkaJSBrokerNotCounted';
  constructor() {
    super('the controller counts no broker that could take a topic');
  }
}

function isOfReplicas({ type }: Refusal): boolean {
  return type === 'INVALID_REPLICATION_FACTOR';
}

/** A refused topic is a configuration problem; anything else is told as what it is. */
function topicError(refused: readonly Refusal[], error: unknown, link: Link): unknown {
  if (refused.some(({ topic }) => topic === undefined)) return error;
  const told = kafkaError(error, link.connection, 'creating topics');
  if (told.code === 'COURANT_KAFKA_DENIED') return told;
  return new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message: `Kafka refused to create ${refused.map(({ topic }) => `"${topic}"`).join(', ')}`,
    details: refused.map(({ topic, message }) => `${topic}: ${message}`),
    hint: 'change the topic in chain.config.ts',
    cause: error,
  });
}

async function waitUntilLed(link: Link, topics: readonly TopicDeclaration[]): Promise<void> {
  const deadline = Date.now() + createTimeoutMs;
  for (;;) {
    const unled = topics.filter(({ name }) => !isLed(link, name)).map(({ name }) => name);
    if (unled.length === 0) return;
    if (Date.now() > deadline) throw notLed(unled);
    await pause(pollMs);
    await link.metadata().catch(() => undefined); // LEADER_NOT_AVAILABLE: not yet
  }
}

function isLed(link: Link, topic: string): boolean {
  const partitions = link.leaders(topic);
  return partitions !== undefined && partitions.every(({ leader }) => leader >= 0);
}

function notLed(topics: readonly string[]): CourantError {
  return new CourantError({
    code: 'COURANT_NOT_READY',
    message: `topics had no leader after ${createTimeoutMs / 1000} s: ${topics.join(', ')}`,
    hint: 'see why: courant logs kafka',
  });
}

/** Log start and end of each partition, by topic; a topic that does not exist is left out. */
export function topicOffsets(
  link: Link,
  topics: readonly string[],
): Promise<Map<string, PartitionOffsets[]>> {
  return link.retrying('asking for offsets', async () => {
    await link.metadata();
    const wanted = new Map<string, readonly number[]>();
    for (const topic of topics) {
      const partitions = link.leaders(topic)?.map(({ partition }) => partition);
      if (partitions !== undefined) wanted.set(topic, partitions);
    }
    if (wanted.size === 0) return new Map();
    // The ends first: a start that moves meanwhile can then not pass an end unseen.
    const ends = await link.listOffsets(wanted, 'end');
    const starts = await link.listOffsets(wanted, 'start');
    return new Map(
      [...wanted].map(([topic, partitions]) => [
        topic,
        partitions.map((partition) => bounds(partition, starts.get(topic), ends.get(topic))),
      ]),
    );
  });
}

type Edges = ReadonlyMap<number, number>;

function bounds(partition: number, starts?: Edges, ends?: Edges): PartitionOffsets {
  const start = starts?.get(partition) ?? 0;
  return { partition, start, end: Math.max(start, ends?.get(partition) ?? start) };
}
