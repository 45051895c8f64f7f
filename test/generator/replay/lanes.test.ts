/** A replay at `max` through lanes of very unequal speed: nobody downstream may find a row late. */
import { expect, it } from 'vitest';
import { none } from '../../../kafka/wire/compression.ts';
import { BatchPool } from '../../../generator/batch/pool.ts';
import { RecordWriter } from '../../../generator/batch/record.ts';
import type { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { BufferLimit } from '../../../generator/lanes/bufferLimit.ts';
import { EventTimeGate, mostAheadMs } from '../../../generator/lanes/eventTimeGate.ts';
import { Lane } from '../../../generator/lanes/lane.ts';
import { PartitionLedger } from '../../../generator/account/ledger.ts';
import { partitionOf } from '../../../kafka/partitioner.ts';
import { FakeClock } from '../pace/fakeClock.ts';
import { open, sensorsOf, useFiles } from './useFiles.ts';

const files = useFiles();
const rows = 20_000;
const records = new RecordWriter('p');

/** Sensors that two partitions are given to. */
const [busy, rare] = sensorsOf(2);

/** Ten rows a second of one sensor, one row a minute of the other. */
async function unequal(): Promise<string> {
  const lines = Array.from({ length: rows }, (_, index) => {
    const sensor = index % 600 === 0 ? rare : busy;
    return `${sensor},${Date.UTC(2010, 0, 1) + index * 100}`;
  });
  await files.write('unequal.csv', `id,at\n${lines.join('\n')}\n`);
  return 'unequal.csv';
}

interface Written {
  readonly partition: number;
  readonly eventTimeMs: number;
}

/** Lanes whose broker answers after so many ms; what it writes is in `log`, in the order in which readers see it. */
function lanesOver(log: Written[], clock: FakeClock, answerMs: readonly number[]): Lane[] {
  const gate = new EventTimeGate();
  const buffer = new BufferLimit({ records: 1_000, bytes: 1e9 });
  const nothing = () => undefined;
  const report = {
    acknowledged: nothing,
    unknown: nothing,
    refused: nothing,
    oversized: nothing,
    fatal: nothing,
  };
  const pool = new BatchPool(2 ** 16);
  return answerMs.map((ms, partition) => {
    const send = async (batch: SealedBatch) => {
      await clock.sleep(ms, new AbortController().signal);
      batch.eachRecord(({ value }) => {
        log.push({ partition, eventTimeMs: Number(value?.toString()) });
      });
      return log.length;
    };
    const sender = { send, close: () => Promise.resolve(), abandon: nothing };
    return new Lane({
      ledger: new PartitionLedger(partition),
      open: () => Promise.resolve(sender),
      judge: () => ({ verdict: 'again', seen: '' }),
      deadlineMs: 1e9,
      buffer,
      gate,
      clock,
      report,
      pool,
      codec: none,
    });
  });
}

/** What Spark's watermark would drop, if it looked after every single record. */
function late(log: readonly Written[], delayMs: number): number {
  let newestMs = Number.NEGATIVE_INFINITY;
  let found = 0;
  for (const { eventTimeMs } of log) {
    if (eventTimeMs < newestMs - delayMs) found += 1;
    newestMs = Math.max(newestMs, eventTimeMs);
  }
  return found;
}

it.each([
  ['the rare one is slow', [1, 300]],
  ['the busy one is slow', [300, 1]],
])('two very unequal partitions, %s: no row is late', async (_, answerMs) => {
  const clock = new FakeClock();
  const log: Written[] = [];
  const lanes = lanesOver(log, clock, answerMs);
  const { source } = await open(files, {
    files: await unequal(),
    sensor: 'id',
    time: 'at',
    timeFormat: 'epoch_ms',
  });
  for (let some = await source.next(500); some.length > 0; some = await source.next(500)) {
    for (const { reading, eventTimeMs } of some) {
      const key = Buffer.from(reading.sensor);
      const lane = lanes[partitionOf(key, 2)]!;
      const seq = lane.ledger.giveSeq();
      const value = Buffer.from(String(eventTimeMs));
      const batch = lane.open(records.mostBytes(key, value), eventTimeMs, 0);
      records.write(batch, { key, value, seq, eventTimeMs });
    }
    for (const lane of lanes) lane.flush();
    await clock.pass(1);
  }
  await source.close();
  await clock.pass(10_000_000);
  expect(log).toHaveLength(rows);
  expect(late(log, mostAheadMs)).toBe(0);
  for (const partition of [0, 1]) {
    const own = log.filter((one) => one.partition === partition).map((one) => one.eventTimeMs);
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
});
