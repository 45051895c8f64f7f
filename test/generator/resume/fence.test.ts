/** One live process a name: nothing that the one before sent comes after what the next one has read. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { OpenBatch } from '../../../generator/batch/openBatch.ts';
import { RecordWriter } from '../../../generator/batch/record.ts';
import { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { openSender } from '../../../generator/lanes/kafkaSender.ts';
import type { Encoder } from '../../../generator/lanes/kafkaSender.ts';
import { judge } from '../../../generator/lanes/rejection.ts';
import { Fence } from '../../../kafka/fence.ts';
import { FreshProducer } from '../../../kafka/freshProducer.ts';
import { openProgressWriter, reportPartitions } from '../../../kafka/progressWriter.ts';
import { none } from '../../../kafka/wire/compression.ts';
import { ledger } from '../../support/law.ts';
import { ledgers, start, useGenerator } from '../useGenerator.ts';
import { Launcher, frozenRound, seenOf } from './frozenRounds.ts';

const bench = useGenerator();
let launcher: Launcher;

beforeEach(async () => {
  await bench.traces.clear([], 4);
  launcher = await Launcher.open(bench.broker);
});
afterEach(() => launcher.close());

const nothingWrong = { doubled: 0, outOfOrder: 0, missing: 0 };

it.each(['batch', 'stock'])(
  'doubles nothing after a kill behind a frozen broker, encoder %s',
  async (encoder) => {
    const run = { generator: { rate: 'max', encoder }, name: `frozen-${encoder}` };
    await frozenRound(launcher, run);
    await frozenRound(launcher, run);
    expect(await seenOf(bench.broker, run.name)).toMatchObject({ ...nothingWrong, foretold: 0 });
  },
);

const readings = { topic: topicNames.readings, partitions: [0, 1, 2, 3] };

/** A batch of one reading of partition 0. */
function oneReading(seq: number): SealedBatch {
  const batch = new OpenBatch(1_000);
  batch.stamp(Date.now());
  const writer = new RecordWriter('by-hand');
  const [key, value] = [Buffer.from('s'), Buffer.from('{}')];
  writer.write(batch, { key, value, seq, eventTimeMs: Date.now() });
  return new SealedBatch(batch, { partition: 0, firstSeq: seq, codec: none });
}

function sender(fence: Fence | FreshProducer, encoder: Encoder) {
  const identity = () => fence.identity(topicNames.readings, 0);
  const { connection } = bench.broker;
  return openSender({ connection, topic: topicNames.readings, encoder, codec: none, identity });
}

it.each([
  ['refuses', 'batch', [readings]],
  ['refuses', 'stock', [readings]],
  // The control: a higher epoch that the partition has not seen keeps nothing off.
  ['takes', 'batch', [reportPartitions]],
  ['takes', 'stock', [reportPartitions]],
] as const)(
  'the broker %s what the one before sends, encoder %s',
  async (does, encoder, fencedOff) => {
    const { connection } = bench.broker;
    const before = await Fence.takeOver(connection, `${does}-${encoder}`, [readings]);
    const old = await sender(before, encoder);
    await old.send(oneReading(0));
    const next = await Fence.takeOver(connection, `${does}-${encoder}`, fencedOff);
    const sent = old.send(oneReading(1));
    if (does === 'refuses') {
      const error: unknown = await sent.catch((thrown: unknown) => thrown);
      expect(judge(error).verdict).toBe('fenced');
      const renewed = sender(before, encoder);
      await expect(renewed).rejects.toMatchObject({ code: 'COURANT_PRODUCER_FENCED' });
    } else expect(await sent).toBe(1);
    const now = await sender(next, encoder);
    // Behind the other's, and a marker.
    expect(await now.send(oneReading(1))).toBe(does === 'refuses' ? 2 : 3);
    await Promise.all([old.close(), now.close()]);
  },
);

it.each(['batch', 'stock'] as const)(
  'keeps off its own earlier connection without a name, encoder %s',
  async (encoder) => {
    const fresh = await FreshProducer.open(bench.broker.connection);
    const [old, now] = [await sender(fresh, encoder), await sender(fresh, encoder)];
    expect(await old.send(oneReading(0))).toBe(0);
    expect(await now.send(oneReading(1))).toBe(1);
    const error: unknown = await old.send(oneReading(2)).catch((thrown: unknown) => thrown);
    expect(judge(error).verdict).toBe('fenced');
    expect(await now.send(oneReading(2))).toBe(2);
    await Promise.all([old.close(), now.close()]);
  },
);

it('keeps off reports of the one before', async () => {
  const { connection } = bench.broker;
  const [before, next] = [
    await Fence.takeOver(connection, 'p1', [reportPartitions]),
    await Fence.takeOver(connection, 'p1', [reportPartitions]),
  ];
  const [old, now] = [
    await openProgressWriter(connection, before),
    await openProgressWriter(connection, next),
  ];
  await now.write([ledger({ site: 'now' })]);
  const late = old.write([ledger({ site: 'old' })]);
  await expect(late).rejects.toMatchObject({ code: 'COURANT_PRODUCER_FENCED' });
  await now.write([ledger({ site: 'now' })]);
  expect(await ledgers(bench.traces.kafka)).toMatchObject([{ site: 'now' }]);
  await Promise.all([old.close(), now.close()]);
});

it('ends a process that slept while another took over: exit 1, nothing doubled, its account left alone', async () => {
  const generator = { rate: 2_000 };
  const slept = launcher.launch(generator, 'nap');
  await launcher.untilRecords(2_000);
  slept.kill('SIGSTOP');
  const next = start(bench.broker.connection, generator, { name: 'nap' });
  expect(await next.event('note')).toMatchObject({ text: expect.stringContaining('waiting 5 s') });
  await next.event('first_acknowledged');
  slept.kill('SIGCONT');
  const { exitCode, stderr } = await slept;
  expect(stderr).toContain('another generator named "nap" has taken over');
  expect(exitCode).toBe(1);
  next.stop.abort();
  await next.summary;
  expect(await seenOf(bench.broker, 'nap')).toMatchObject({ ...nothingWrong, foretold: 0 });
  const records = (await ledgers(bench.traces.kafka))
    .flatMap(({ acknowledged }) => acknowledged)
    .reduce((sum, [first, last]) => sum + last - first + 1, 0);
  expect(records).toBe((await seenOf(bench.broker, 'nap')).records);
});

it.each([-20_000, 3_600_000])('refuses a live name whose clock is %i ms ahead', async (shiftMs) => {
  const preload = join(launcher.folder, 'shift.cjs');
  const shifted = `const now = Date.now; Date.now = () => now() + ${shiftMs};
    const Plain = Date; globalThis.Date = class extends Plain {
      constructor(...of) { if (of.length === 0) super(Date.now()); else super(...of); }
    };`;
  await writeFile(preload, shifted);
  const generator = { rate: 500 };
  const first = launcher.launchWith({ NODE_OPTIONS: `--require ${preload}` }, generator, 'clock');
  await launcher.untilRecords(500);
  const second = start(bench.broker.connection, generator, { name: 'clock' });
  await expect(second.summary).rejects.toMatchObject({ code: 'COURANT_USAGE' });
  first.kill('SIGKILL');
  await first;
  const third = start(bench.broker.connection, { ...generator, count: 2_000 }, { name: 'clock' });
  await third.summary;
  expect(await seenOf(bench.broker, 'clock')).toMatchObject({ ...nothingWrong, foretold: 0 });
});

it('gives up nothing that was answered while it slept', async () => {
  const generator = { rate: 'max', deliveryDeadline: '2s' };
  const slept = launcher.launch(generator, 'asleep');
  await launcher.untilRecords(20_000);
  slept.kill('SIGSTOP');
  await pause(4_000);
  slept.kill('SIGCONT');
  await launcher.untilRecords(20_000);
  slept.kill('SIGTERM');
  const { exitCode, stdout } = await slept;
  expect(stdout).not.toContain('readings_unknown');
  expect(exitCode).toBe(0);
});

it('writes nothing of what was given up between later readings', async () => {
  const generator = { rate: 'max', deliveryDeadline: '1s' };
  const running = launcher.launch(generator, 'given-up');
  await launcher.untilRecords(20_000);
  launcher.signal('SIGSTOP');
  await pause(4_000);
  launcher.signal('SIGCONT');
  await launcher.untilRecords(20_000);
  running.kill('SIGTERM');
  const { exitCode, stderr } = await running;
  expect(stderr).toContain('were not acknowledged in time');
  expect(exitCode).toBe(1);
  expect(await seenOf(bench.broker, 'given-up')).toMatchObject({ ...nothingWrong, foretold: 0 });
});
