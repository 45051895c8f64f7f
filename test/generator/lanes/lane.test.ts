/** The law of a lane, against a model of the broker: whatever goes wrong, the ledger tells the truth about the log. */
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { none } from '../../../kafka/wire/compression.ts';
import { BatchPool } from '../../../generator/batch/pool.ts';
import { RecordWriter } from '../../../generator/batch/record.ts';
import type { SealedBatch } from '../../../generator/batch/sealedBatch.ts';
import { BufferLimit } from '../../../generator/lanes/bufferLimit.ts';
import { EventTimeGate, mostAheadMs } from '../../../generator/lanes/eventTimeGate.ts';
import { Lane } from '../../../generator/lanes/lane.ts';
import { PartitionLedger } from '../../../generator/account/ledger.ts';
import type { Rejection, Sender } from '../../../generator/lanes/sender.ts';
import type { LaneReport } from '../../../generator/lanes/attempt.ts';
import { FakeClock, settle } from '../pace/fakeClock.ts';
import { ModelBroker, faults, judgeFate, seqsOf as seqsIn } from './modelBroker.ts';
import type { Fate } from './modelBroker.ts';

const deadlineMs = 5_000;

interface Bench {
  readonly clock: FakeClock;
  readonly lane: Lane;
  readonly ledger: PartitionLedger;
  readonly buffer: BufferLimit;
  readonly fatal: Rejection[];
  readonly oversized: SealedBatch[];
}

function bench(
  open: () => Promise<Sender>,
  { judge = judgeFate, gate = new EventTimeGate(), partition = 0, clock = new FakeClock() } = {},
): Bench {
  const ledger = new PartitionLedger(partition);
  const buffer = new BufferLimit({ records: 1_000, bytes: 1e9 });
  const fatal: Rejection[] = [];
  const oversized: SealedBatch[] = [];
  const report: LaneReport = {
    acknowledged: () => undefined,
    unknown: () => undefined,
    refused: () => undefined,
    oversized: (batch) => void oversized.push(batch),
    fatal: (rejection) => fatal.push(rejection),
  };
  const pool = new BatchPool(2_000);
  const common = { open, judge, deadlineMs, buffer, gate, clock, report };
  const lane = new Lane({ ...common, ledger, pool, codec: none });
  return { clock, lane, ledger, buffer, fatal, oversized };
}

const records = new RecordWriter('p');
const key = Buffer.from('k');

function add({ lane, ledger, clock }: Bench, eventTimeMs = 0, size = 1): number {
  const seq = ledger.giveSeq();
  const value = Buffer.alloc(size, 'v');
  const batch = lane.open(records.mostBytes(key, value), eventTimeMs, clock.nowMs());
  records.write(batch, { key, value, seq, eventTimeMs });
  return seq;
}

function seqsOf(ranges: readonly (readonly number[])[]): number[] {
  return ranges.flatMap(([first = 0, last = -1]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
}

async function drain({ lane, clock }: Bench, broker?: ModelBroker): Promise<void> {
  let isDone = false;
  void lane.drained().then(() => {
    isDone = true;
  });
  for (let i = 0; i < 2_000 && !isDone; i++) {
    await clock.pass(100);
    broker?.deliverLate();
  }
  expect(isDone).toBe(true);
}

const rounds = fc.array(
  fc.record({
    readings: fc.integer({ min: 1, max: 20 }),
    fate: fc.oneof(
      { weight: 2, arbitrary: fc.constant<Fate>('written') },
      fc.constantFrom(...faults),
    ),
  }),
  { minLength: 1, maxLength: 25 },
);

it('loses nothing, doubles only what it marks, and never reorders, whatever the broker does', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (script) => {
      const broker = new ModelBroker(script.map(({ fate }) => fate));
      const own = bench(broker.open);
      for (const { readings } of script) {
        for (let i = 0; i < readings; i++) add(own);
        own.lane.flush();
        await settle();
      }
      await drain(own, broker);
      broker.deliverLate();
      const { acknowledged, failed, unknown, possiblyDoubled } = own.ledger.ranges();
      const written = new Set(broker.log);
      for (const [first, last, firstOffset, lastOffset] of acknowledged) {
        const inPlace = broker.log.slice(firstOffset, lastOffset + 1);
        for (const seq of seqsOf([[first, last]])) expect(inPlace).toContain(seq);
      }
      for (const seq of seqsOf(failed)) expect(written.has(seq)).toBe(false);
      const all = [...seqsOf(acknowledged), ...seqsOf(failed), ...seqsOf(unknown)];
      expect(all.sort((a, b) => a - b)).toEqual(seqsOf([[0, own.ledger.nextSeq - 1]]));
      const marked = new Set(seqsOf(possiblyDoubled));
      const seen = new Set<number>();
      let highest = -1;
      for (const seq of broker.log) {
        if (seen.has(seq)) expect(marked.has(seq)).toBe(true);
        else expect(seq).toBeGreaterThan(highest);
        highest = Math.max(highest, seq);
        seen.add(seq);
      }
      expect(broker.mostOutstanding).toBeLessThanOrEqual(1);
      expect(own.buffer).toMatchObject({ records: 0, bytes: 0 });
    }),
    { numRuns: 300 },
  );
});

it('sends again what was rejected, until the deadline; then it is unknown and the rest goes on', async () => {
  const broker = new ModelBroker(['late']);
  const own = bench(broker.open);
  add(own);
  own.lane.flush();
  await own.clock.pass(10);
  add(own);
  await own.clock.pass(deadlineMs - 100);
  expect(own.lane.trouble?.sinceMs).toBe(0);
  expect(own.ledger.ranges().unknown).toEqual([]);
  await own.clock.pass(200);
  expect(own.ledger.ranges()).toMatchObject({ unknown: [[0, 0]], acknowledged: [[1, 1, 0, 0]] });
  expect(own.lane.trouble).toBeUndefined();
  broker.deliverLate(); // the abandoned producer tries again behind our back
  expect(broker.log).toEqual([1]);
});

it('waits for a broker that is away without giving anything up', async () => {
  const broker = new ModelBroker(Array.from({ length: 100 }, (): Fate => 'away'));
  const own = bench(broker.open);
  add(own);
  own.lane.flush();
  await own.clock.pass(3 * deadlineMs);
  expect(own.ledger.ranges()).toMatchObject({ acknowledged: [], failed: [], unknown: [] });
  await own.clock.pass(60_000);
  expect(own.ledger.ranges().acknowledged).toEqual([[0, 0, 0, 0]]);
});

it('finds the one record that is too large, and delivers the others in order', async () => {
  const log: number[] = [];
  const send = (batch: SealedBatch) => {
    const seqs = seqsIn(batch);
    if (seqs.includes(5)) return Promise.reject(new Error('too large'));
    log.push(...seqs);
    return Promise.resolve(log.length - seqs.length);
  };
  const sender = { send, close: () => Promise.resolve(), abandon: () => undefined };
  const own = bench(() => Promise.resolve(sender));
  for (let i = 0; i < 12; i++) add(own);
  await drain(own);
  expect(log).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
  expect(own.ledger.ranges()).toMatchObject({ failed: [[5, 5]] });
  expect(own.ledger.acknowledgedCount).toBe(11);
  expect(own.oversized.map(({ seqs }) => seqs)).toEqual([[5, 5]]);
});

it.each(['denied', 'topic gone'] as const)('stops when the broker says: %s', async (verdict) => {
  const send = () => Promise.reject(new Error(verdict));
  const sender = { send, close: () => Promise.resolve(), abandon: () => undefined };
  const judge = (): Rejection => ({ verdict, seen: verdict });
  const own = bench(() => Promise.resolve(sender), { judge });
  add(own);
  own.lane.flush();
  await own.clock.pass(deadlineMs + 1_000);
  add(own);
  expect(own.fatal).toEqual([{ verdict, seen: verdict }]);
  await own.lane.stop();
  expect(own.lane.unsent).toBe(1);
  expect(own.ledger.failedCount + own.ledger.unknownCount).toBe(2);
});

it('stopped in the middle: what is outstanding is unknown, what waits was never sent', async () => {
  const broker = new ModelBroker(['late']);
  const own = bench(broker.open);
  add(own);
  own.lane.flush();
  await settle();
  add(own);
  add(own);
  await own.lane.stop();
  expect(own.ledger.ranges()).toMatchObject({ unknown: [[0, 0]], failed: [[1, 2]] });
  expect(own.lane.unsent).toBe(2);
  broker.deliverLate();
  expect(broker.log).toEqual([]);
  expect(own.clock.pending).toBe(0);
});

it('keeps lanes within five seconds of event time of each other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ lane: fc.nat(2), stepMs: fc.integer({ min: 0, max: 4_000 }) }), {
        minLength: 5,
        maxLength: 120,
      }),
      async (readings) => {
        const clock = new FakeClock();
        const gate = new EventTimeGate();
        const waiting = new Map<string, number>();
        const ahead: number[] = [];
        let timeMs = 0;
        /** A lane takes longer the higher its number. */
        const openFor = (partition: number) => () =>
          Promise.resolve({
            send: async (batch: SealedBatch) => {
              await clock.sleep(partition * 500, new AbortController().signal);
              const seqs = seqsIn(batch);
              for (const seq of seqs) {
                const key = `${partition}/${seq}`;
                const writtenMs = waiting.get(key) ?? Number.NaN;
                const others = [...waiting].filter(([other]) => !other.startsWith(`${partition}/`));
                const slowestMs = Math.min(...others.map(([, otherMs]) => otherMs));
                ahead.push(writtenMs - slowestMs);
              }
              for (const seq of seqs) waiting.delete(`${partition}/${seq}`);
              return 0;
            },
            close: () => Promise.resolve(),
            abandon: () => undefined,
          });
        const lanes = [0, 1, 2].map((partition) =>
          bench(openFor(partition), { gate, clock, partition }),
        );
        for (const { lane, stepMs } of readings) {
          timeMs += stepMs;
          const seq = add(lanes[lane]!, timeMs);
          waiting.set(`${lane}/${seq}`, timeMs);
        }
        for (const { lane } of lanes) lane.flush();
        await clock.pass(1_000_000);
        expect(waiting.size).toBe(0);
        expect(Math.max(...ahead)).toBeLessThanOrEqual(mostAheadMs);
        for (const { ledger } of lanes) expect(ledger.failedCount).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
