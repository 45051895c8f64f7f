/** What a real broker has deleted, or was told to forget, is said where the history lacks it, and nowhere else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchProgress, ProgressRecord } from '../../../chain/progress.ts';
import { progressKey } from '../../../chain/progress.ts';
import { kafkaClient, openKafka } from '../../../kafka/client.ts';
import type { Kafka } from '../../../kafka/client.ts';
import { historyMs, historyOf } from '../../../page/state/history.ts';
import { takenAway } from '../../../page/state/takenAway.ts';
import { KafkaObserver } from '../../../targets/data/kafkaSnapshot.ts';
import { waitFor } from '../../../targets/wait.ts';
import { startBroker } from '../../support/broker.ts';
import type { TestBroker } from '../../support/broker.ts';
import { queryReport } from '../../support/law.ts';

const topic = 'courant.progress';
let broker: TestBroker;
let kafka: Kafka;
let nowMs: number;

beforeAll(async () => {
  broker = await startBroker({ settings: { 'log.retention.check.interval.ms': '200' } });
  kafka = await openKafka(broker.connection);
}, 120_000);
afterAll(async () => {
  await kafka.close();
  await broker.remove();
});

/** Batch 0 began a hundred seconds ago, and each takes one. */
function batchAt(query: string, batch: number): BatchProgress {
  const time = new Date(nowMs - (100 - batch) * 1_000).toISOString();
  const offsets = { '0': { start: batch * 10, end: batch * 10 + 10 } };
  return {
    ...{ type: 'batch', query, batch, fingerprint: 'f', offsets, otherOffsets: [] },
    ...{ rows: 10, valid: 10, dead: 0, filtered: 0, outputRows: 10, setAside: 0 },
    ...{ watermark: null, lateWatermark: null, newestTimestamp: time },
    ...{ durationMs: 500, recounted: false, time },
  };
}

const batches = (query: string, first: number, last: number): BatchProgress[] =>
  Array.from({ length: last - first + 1 }, (_, at) => batchAt(query, first + at));

/** The topic anew, as it is in a chain but for what a test changes. */
async function progressTopic(config: Readonly<Record<string, string>>): Promise<void> {
  nowMs = Date.now();
  await kafka.deleteTopics([topic]);
  const settings = { 'cleanup.policy': 'compact', ...config };
  await kafka.declare([{ name: topic, partitions: 1, replicationFactor: 1, config: settings }]);
}

async function write(records: readonly ProgressRecord[], isWithdrawn = false): Promise<void> {
  const producer = kafkaClient(broker.connection).producer();
  await producer.connect();
  const messages = records.map((record) => ({
    key: progressKey(record),
    value: isWithdrawn ? null : JSON.stringify(record),
  }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}

function sumOf(query: string, lastBatch: number): ProgressRecord {
  const time = new Date(nowMs).toISOString();
  return queryReport(query, { kind: 'stateless' }, { lastBatch, time });
}

async function told() {
  const snapshot = await new KafkaObserver(kafka).observe();
  const sinceMs = snapshot.atMs - historyMs;
  const sentences = takenAway(snapshot, sinceMs).map(({ sentence, atMs, kind }) => {
    expect(kind).toBe('forgotten');
    return `${Math.round((atMs - nowMs) / 1_000)} s ${sentence}`;
  });
  return { sentences, points: historyOf(snapshot).length };
}

test('where all batches are kept nothing is said', async () => {
  await progressTopic({});
  await write([...batches('q', 0, 90), sumOf('q', 90)]);
  expect(await told()).toMatchObject({ sentences: [] });
});

test('what a short retention has deleted is said, of each query where it goes on', async () => {
  await progressTopic({ 'cleanup.policy': 'compact,delete', 'retention.ms': '1' });
  await write(batches('q', 0, 39));
  await waitFor({
    poll: async () => {
      const [bounds] = (await kafka.offsets([topic])).get(topic) ?? [];
      return bounds !== undefined && bounds.start === 40 ? true : undefined;
    },
    deadlineMs: 90_000,
    everyMs: 100,
    late: () => new Error('nothing was deleted'),
  });
  await keepFromNowOn();
  await write([...batches('q', 40, 90), sumOf('q', 90), ...batches('w', 0, 90), sumOf('w', 90)]);
  expect((await told()).sentences).toEqual([
    '-60 s q: what it reported of 40 batches is no longer in Kafka, and not drawn',
  ]);
}, 120_000);

test('what was withdrawn is said too: from between, or all of it', async () => {
  await progressTopic({});
  await write([...batches('q', 0, 90), sumOf('q', 90)]);
  await write(batches('q', 30, 49), true);
  expect((await told()).sentences).toEqual([
    '-50 s q: what it reported of 20 batches is no longer in Kafka, and not drawn',
  ]);
  await write(batches('q', 0, 90), true);
  const { sentences, points } = await told();
  expect(points).toBe(0);
  expect(sentences[0]).toContain('of 91 batches');
});

test('what lies before the five minutes is not drawn anyway, and not said', async () => {
  await progressTopic({});
  nowMs -= historyMs;
  await write([...batches('q', 40, 90)]);
  expect((await told()).sentences).toEqual([]);
});

async function keepFromNowOn(): Promise<void> {
  const admin = kafkaClient(broker.connection).admin();
  await admin.connect();
  const configEntries = [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'retention.ms', value: '3600000' },
  ];
  // 2: a topic (Kafka's protocol, ConfigResource.Type).
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: 2, name: topic, configEntries }],
  });
  await admin.disconnect();
}
