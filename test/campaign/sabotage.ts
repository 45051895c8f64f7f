/** Sabotage: traces written by hand that a proof must find. A campaign that does not fail then proves nothing. */
import { topicNames } from '../../chain/names.ts';
import { progressKey } from '../../chain/progress.ts';
import { kafkaClient } from '../../kafka/client.ts';
import type { TopicRecord } from '../../kafka/client.ts';
import { ledger, reading } from '../support/law.ts';
import { queries } from './stage.ts';
import type { Stage } from './stage.ts';

/** `lose`: acknowledged and never sent; `double`: sent again; `miscount`: a window's row that says one more. */
export const sabotages = ['lose', 'double', 'miscount'] as const;
export type Sabotage = (typeof sabotages)[number];

const saboteur = 'saboteur';

export async function sabotage(stage: Stage, kinds: readonly Sabotage[]): Promise<void> {
  const producer = kafkaClient(stage.connection).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (const kind of kinds)
      await producer.sendBatch({ topicMessages: await traces(stage, kind) });
  } finally {
    await producer.disconnect();
  }
}

async function traces(stage: Stage, kind: Sabotage) {
  if (kind === 'lose') return lostReading();
  const topic = kind === 'double' ? topicNames.readings : queries.window;
  const { partition, key, value, headers } = await lastRecord(stage, topic);
  const sent = kind === 'double' ? value : oneMore(value);
  return [{ topic, messages: [{ partition, key, value: sent, headers }] }];
}

/** Of three readings that the ledger holds, the second one is withheld from the topic. */
function lostReading() {
  const time = new Date().toISOString();
  const record = ledger({
    producer: saboteur,
    acknowledged: [[0, 2, 0, 2]],
    state: 'stopped',
    time,
  });
  const sent = [0, 2].map((seq) => ({
    ...reading(seq, { producer: saboteur, eventTimeMs: Date.now() }),
    partition: 0,
  }));
  return [
    { topic: topicNames.readings, messages: sent },
    {
      topic: topicNames.progress,
      messages: [{ key: progressKey(record), value: JSON.stringify(record) }],
    },
  ];
}

function oneMore(value: Buffer | null): string {
  const row = JSON.parse(value?.toString() ?? '') as { n: number };
  return JSON.stringify({ ...row, n: row.n + 1 });
}

/** With a producer's number, or a query's row. */
async function lastRecord(stage: Stage, topic: string): Promise<TopicRecord> {
  const kafka = await stage.kafka();
  const bounds = (await kafka.offsets([topic])).get(topic) ?? [];
  let last: TopicRecord | undefined;
  const ranges = bounds.map((range) => ({
    ...range,
    start: Math.max(range.start, range.end - 100),
  }));
  for await (const block of kafka.read(topic, ranges)) {
    last = block.findLast(({ headers }) => headers['seq'] ?? headers['row']) ?? last;
  }
  if (last === undefined) throw new Error(`there is nothing in ${topic} to sabotage`);
  return last;
}
