/** What the runner sends, to topics whose limit is far below the size of its batches. */
import { expect, test } from 'vitest';
import { useTraces } from '../support/useTraces.ts';
import { useRunner } from './useRunner.ts';

const bench = useTraces();
const sendLetters = useRunner('SendLetters');

/** Bytes of each value that arrived, by key. */
async function arrived(topic: string): Promise<Record<string, number | undefined>> {
  const { kafka } = bench.traces;
  const found: Record<string, number | undefined> = {};
  await kafka.scan(topic, (await kafka.offsets([topic])).get(topic) ?? [], (record) => {
    found[`${record.key?.toString()}`] = record.value?.length;
  });
  return found;
}

test('records that fit one by one arrive, though together they are too large', async () => {
  const topic = 'small';
  const config = { 'max.message.bytes': '20480' };
  await bench.traces.kafka.declare([{ name: topic, partitions: 1, replicationFactor: 1, config }]);
  await sendLetters(bench.broker.connection.bootstrapServers.join(), topic, '20', '8000');
  const found = await arrived(topic);
  expect(Object.keys(found)).toHaveLength(20);
  expect(new Set(Object.values(found))).toEqual(new Set([8_000]));
});
