/** Records that the broker refuses for their size: the one fails and is kept as a dead letter, the others arrive. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { none } from '../../../kafka/wire/compression.ts';
import { OpenBatch } from '../../../generator/batch/openBatch.ts';
import { RecordWriter } from '../../../generator/batch/record.ts';
import { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { DeadLetters } from '../../../generator/account/deadLetters.ts';
import { Lanes } from '../../../generator/lanes/lanes.ts';
import { systemClock } from '../../../generator/pace/clock.ts';
import type { TopicRecord } from '../../../kafka/client.ts';
import { law, ledgers, letTake, start, useGenerator } from '../useGenerator.ts';
import { writeReading } from '../writeReading.ts';

const bench = useGenerator();
beforeEach(() => bench.traces.clear([], 1));

async function records(topic: string): Promise<TopicRecord[]> {
  const { kafka } = bench.traces;
  const ranges = (await kafka.offsets([topic])).get(topic) ?? [];
  const found: TopicRecord[] = [];
  for await (const block of kafka.read(topic, ranges)) found.push(...block);
  return found;
}

/** No codec makes it smaller. */
const noise = (bytes: number) => randomBytes(bytes).toString('base64').slice(0, bytes);

it('a reading larger than the broker takes is a dead letter, and the run ends well', async () => {
  const text = noise(300_000);
  await letTake(bench.broker.connection, 100_000);
  const rows = ['a', 'b', text, 'c'].map((note) => JSON.stringify({ note }));
  await writeFile(path.join(bench.broker.folder, 'rows.ndjson'), `${rows.join('\n')}\n`);
  const source = { type: 'replay', files: 'rows.ndjson', speed: 'max' };
  const run = start(
    bench.broker.connection,
    { source },
    { folder: bench.broker.folder, name: 'p' },
  );
  expect(await run.summary).toMatchObject({
    acknowledged: 3,
    failed: 1,
    oversized: 1,
    unsent: 0,
    unknown: 0,
  });
  expect(run.events).toContainEqual(
    expect.objectContaining({ event: 'reading_oversized', partition: 0, seq: 2 }),
  );
  expect(await ledgers(bench.traces.kafka)).toMatchObject([
    {
      failed: [[2, 2]],
      acknowledged: [
        [0, 1, 0, 1],
        [3, 3, 2, 2],
      ],
    },
  ]);
  const [letter, ...others] = await records(topicNames.deadLetters);
  expect(others).toEqual([]);
  expect(letter?.key?.toString()).toBe('p/0:2');
  expect(letter?.value).toHaveLength(1_000);
  expect(letter?.value?.toString()).toContain(text.slice(0, 500));
  const headers = Object.fromEntries(
    Object.entries(letter?.headers ?? {}).map(([name, value]) => [name, value.toString()]),
  );
  expect(headers).toEqual({
    reason: 'oversized',
    detail: expect.stringMatching(
      /^a record of 30\d{4} bytes is larger than Kafka takes$/,
    ) as string,
    topic: topicNames.readings,
    partition: '0',
    producer: 'p',
    seq: '2',
  });
  expect(await law(bench.traces.kafka)).toMatchObject({ acknowledged: 3, lost: 0, doubled: 0 });
});

it.each([
  ['one record', 30_000, 1],
  ['no single record', 50, 0],
])('%s is too large for the topic: the others arrive, in order', async (_, bytes, oversized) => {
  const topic = `small-${bytes}`;
  const config = { 'max.message.bytes': '20000' };
  await bench.traces.kafka.declare([{ name: topic, partitions: 1, replicationFactor: 1, config }]);
  const refused: SealedBatch[] = [];
  const nothing = () => undefined;
  const lanes = new Lanes({
    connection: bench.broker.connection,
    topic,
    partitions: 1,
    deadlineMs: 60_000,
    clock: systemClock,
    report: {
      acknowledged: nothing,
      unknown: nothing,
      refused: nothing,
      fatal: nothing,
      oversized: (batch) => void refused.push(batch),
    },
    codec: none,
  });
  for (let i = 0; i < 400; i++) {
    const reading = { sensor: 's', event_time: '', note: 'x'.repeat(i === 100 ? bytes : 50) };
    writeReading(lanes, reading, 0);
  }
  await lanes.finish(systemClock.sleep(30_000, new AbortController().signal));
  expect(refused.map(({ seqs }) => seqs)).toEqual(oversized === 1 ? [[100, 100]] : []);
  const found = (await records(topic)).map(({ headers }) => Number(headers['seq']?.toString()));
  const expected = Array.from({ length: 400 }, (__, seq) => seq);
  expect(found).toEqual(expected.filter((seq) => oversized === 0 || seq !== 100));
  expect(lanes.ledgers[0]?.failedCount).toBe(oversized);
});

it('what was refused is set aside when the broker comes back, however early it went', async () => {
  await letTake(bench.broker.connection, 100_000);
  await bench.broker.kill();
  const letters = new DeadLetters({
    connection: bench.broker.connection,
    producer: 'p',
    topic: topicNames.readings,
    deadlineMs: 60_000,
    onFailure: (_, error) => {
      throw error;
    },
  });
  const written = letters.add(batchOf('{"sensor":"s"}'));
  await bench.broker.start();
  await written;
  await letters.finish(new Promise(() => undefined));
  expect((await records(topicNames.deadLetters)).map(({ key }) => key?.toString())).toEqual([
    'p/0:0',
  ]);
});

/** As a lane hands it over. */
function batchOf(value: string): SealedBatch {
  const batch = new OpenBatch(1_000);
  batch.stamp(Date.now());
  const record = { key: Buffer.from('s'), value: Buffer.from(value), seq: 0 };
  new RecordWriter('p').write(batch, { ...record, eventTimeMs: Date.now() });
  return new SealedBatch(batch, { partition: 0, firstSeq: 0, codec: none });
}
