/** Records of strangers in the topic of the readings: whoever may write there, may write anything. */
import { CompressionTypes } from 'kafkajs';
import type { Message } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { topicNames } from '../../../chain/names.ts';
import { kafkaClient } from '../../../kafka/client.ts';
import type { Fault } from '../schedule.ts';
import type { Stage } from '../stage.ts';

type Foreign = Extract<Fault, { kind: 'foreign' }>;
const hugeBytes = 3_000_000;
const mostTries = 10;

/** Where another fault is in its way, a stranger tries again, as another one. */
export async function sendForeign(stage: Stage, fault: Foreign): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await sendOnce(stage, fault);
      return;
    } catch (error) {
      if (tries === mostTries || !isPassing(error)) throw error;
    }
  }
}

/** Whether Kafka says that it can be tried again; of a coordinator that is not there yet kafkajs does not say it. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isRetriable = 'retriable' in error && error.retriable === true;
  return isRetriable || error.name === 'KafkaJSGroupCoordinatorNotFound';
}

async function sendOnce(stage: Stage, { what, partition }: Foreign): Promise<void> {
  const isTransaction = what === 'committed' || what === 'aborted';
  const producer = kafkaClient(stage.connection).producer(
    isTransaction
      ? { transactionalId: `stranger-${randomUUID()}`, maxInFlightRequests: 1, idempotent: true }
      : {},
  );
  const messages = records(what).map((message) => ({ ...message, partition }));
  const batch = { topic: topicNames.readings, messages, compression: CompressionTypes.GZIP };
  await producer.connect();
  try {
    if (isTransaction) {
      const transaction = await producer.transaction();
      await transaction.send(batch);
      await (what === 'aborted' ? transaction.abort() : transaction.commit());
    } else await producer.send(batch);
  } finally {
    await producer.disconnect();
  }
}

function records(what: Foreign['what']): Message[] {
  switch (what) {
    case 'plain':
      return [reading(0), { value: 'no reading' }, { value: null }, { value: '[1,2]' }, reading(1)];
    case 'huge':
      return [{ value: 'x'.repeat(hugeBytes) }, reading(0)];
    case 'committed':
    case 'aborted':
      return [reading(0), reading(1), reading(2)];
    case 'forged': {
      const producer = `stranger-${randomUUID()}`;
      return [0, 1, 2].map((seq) => ({ ...reading(seq), headers: { producer, seq: String(seq) } }));
    }
  }
}

function reading(value: number): Message {
  const event_time = new Date().toISOString();
  return { key: 'stranger', value: JSON.stringify({ sensor: 'stranger', value, event_time }) };
}
