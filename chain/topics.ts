/** Every topic of a chain, as Kafka is to make it, wherever that Kafka runs. */
import type { ChainDefinition } from './chain.ts';
import { topicSettings } from './chain.ts';
import { topicNames } from './names.ts';

export interface ChainTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Brokers that must have a record before it is acknowledged; `undefined`: as many as the cluster says. */
  readonly minInSyncReplicas?: number | undefined;
  /** Kafka's own topic settings, like `retention.ms`. */
  readonly config: Readonly<Record<string, number | string>>;
}

export interface ChainTopics {
  readonly readings: ChainTopic;
  readonly deadLetters: ChainTopic;
  readonly progress: ChainTopic;
  /** One a query. */
  readonly rows: readonly ChainTopic[];
}

/**
 * A hundred years. Spark cannot read a record of the year −292,277, and would fail on it for ever; ahead of the broker's
 * clock, Kafka's own limit is an hour.
 */
const oldestRecordMs = 36_525 * 86_400_000;

export function chainTopics(chain: ChainDefinition, queries: readonly string[]): ChainTopics {
  return {
    readings: readingsTopic(chain),
    deadLetters: dataTopic(chain, topicNames.deadLetters),
    progress: progressTopic(chain),
    rows: queries.map((query) => dataTopic(chain, query)),
  };
}

function readingsTopic(chain: ChainDefinition): ChainTopic {
  const topic = dataTopic(chain, topicNames.readings);
  return {
    ...topic,
    config: { ...topic.config, 'message.timestamp.before.max.ms': oldestRecordMs },
  };
}

function dataTopic(chain: ChainDefinition, name: string): ChainTopic {
  const { partitions, replicationFactor, retention, retentionBytes, minInSyncReplicas } =
    topicSettings(chain, name);
  const config = { 'retention.ms': retention, 'retention.bytes': retentionBytes };
  return { name, partitions, replicationFactor, minInSyncReplicas, config };
}

/**
 * The newest record of each key is all that counts. It is read whole, by every `status` and every `verify`: so it is
 * cleaned when a fifth of it is outdated, not first at Kafka's half.
 */
function progressTopic(chain: ChainDefinition): ChainTopic {
  const name = topicNames.progress;
  const { replicationFactor } = topicSettings(chain, name);
  const config = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': 0.2 };
  return { name, partitions: 1, replicationFactor, config };
}
