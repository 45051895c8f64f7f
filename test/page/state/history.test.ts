import { expect, test } from 'vitest';
import type { BatchProgress, QueryProgress } from '../../../chain/progress.ts';
import { Curve } from '../../../page/state/curve.ts';
import { happenedBefore } from '../../../page/state/happenings.ts';
import { historyOf } from '../../../page/state/history.ts';
import type { KafkaSnapshot } from '../../../targets/data/kafkaSnapshot.ts';
import { statusOf } from './chainStatus.ts';

const startMs = Date.parse('2026-01-01T00:00:00.000Z');
const iso = (ms: number): string => new Date(startMs + ms).toISOString();

/** Batches a second, each of what the second before brought: 1,000 readings. */
function batchesOf(count: number, change: (at: number) => Partial<BatchProgress> = () => ({})) {
  return Array.from({ length: count }, (_, at) => ({
    type: 'batch' as const,
    query: 'q',
    batch: at,
    fingerprint: 'f',
    offsets: { '0': { start: at * 1_000, end: (at + 1) * 1_000 } },
    otherOffsets: [],
    rows: 1_000,
    valid: 1_000,
    dead: 0,
    filtered: 0,
    outputRows: 100,
    setAside: 0,
    watermark: null,
    lateWatermark: null,
    newestTimestamp: iso((at + 1) * 1_000),
    durationMs: 500,
    recounted: false,
    time: iso((at + 1) * 1_000 + 500),
    ...change(at),
  }));
}

function snapshotOf(batches: BatchProgress[], nowMs: number, end: number): KafkaSnapshot {
  const query = { query: 'q', mode: { kind: 'microBatch' } } as unknown as QueryProgress;
  return {
    atMs: startMs + nowMs,
    offsets: new Map([['readings', [{ partition: 0, start: 0, end }]]]),
    progress: { queries: [query], batches: new Map([['q', batches]]) },
    rates: new Map(),
  } as unknown as KafkaSnapshot;
}

test('five minutes are rebuilt from the batches: what came in, what was read, what waited', () => {
  const points = historyOf(snapshotOf(batchesOf(400), 400_600, 400_600));
  expect(points).toHaveLength(299);
  const middle = points[150]!;
  expect(middle.inPerSecond).toBe(1_000);
  expect(middle.queries['q']).toEqual({
    readPerSecond: 1_000,
    outPerSecond: 100,
    lagRows: 1_000,
    batchMs: 500,
  });
});

test('a query that falls behind is seen to, of a time when nobody looked', () => {
  // It reads half of what comes in.
  const slow = batchesOf(100, (at) => ({
    offsets: { '0': { start: at * 500, end: (at + 1) * 500 } },
    rows: 500,
    newestTimestamp: iso((at + 1) * 500),
  }));
  const points = historyOf(snapshotOf(slow, 100_500, 100_500));
  const lags = points.flatMap(({ queries }) => queries['q']?.lagRows ?? []);
  expect(lags.at(-1)).toBeGreaterThan(45_000);
  expect(lags[20]!).toBeLessThan(lags[60]!);
  expect(points[50]?.queries['q']?.readPerSecond).toBe(500);
});

test('what was withdrawn is not told: the history begins with the first batch that is known', () => {
  const known = batchesOf(400).slice(390);
  const points = historyOf(snapshotOf(known, 400_600, 400_600));
  expect(points.length).toBeLessThan(12);
  expect(historyOf(snapshotOf([], 400_600, 400_600))).toEqual([]);
});

test('rows that are not counted are not known, and not 0', () => {
  const points = historyOf(
    snapshotOf(
      batchesOf(30, () => ({ outputRows: null })),
      31_000,
      31_000,
    ),
  );
  expect(points[10]?.queries['q']).toMatchObject({ readPerSecond: 1_000, outPerSecond: null });
});

test('it takes no time that a person would notice', () => {
  const many = batchesOf(3_000, (at) => ({
    time: iso(at * 100),
    newestTimestamp: iso(at * 100 - 50),
    durationMs: 80,
  }));
  const before = process.cpuUsage();
  historyOf(snapshotOf(many, 300_000, 3_000_000));
  // Of the processor: what else the machine does is not its fault.
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});

test('edited queries and batches that were counted again are told of the time before', () => {
  const batches = batchesOf(20, (at) => ({
    fingerprint: at < 10 ? 'f' : 'g',
    recounted: at === 15,
  }));
  const told = happenedBefore(snapshotOf(batches, 21_000, 21_000), statusOf(), startMs);
  expect(told.map(({ kind }) => kind)).toEqual(['edited', 'restarted']);
});

test('a curve tells nothing of what lies outside of it', () => {
  const curve = Curve.rising([
    { atMs: 10, count: 100 },
    { atMs: 0, count: 0 },
    { atMs: 5, count: 200 },
    { atMs: 20, count: 300 },
  ]);
  expect(curve.at(-1)).toBeNull();
  expect(curve.at(0)).toBe(0);
  expect(curve.at(5)).toBe(200);
  expect(curve.at(12.5)).toBe(250);
  expect(curve.at(21)).toBeNull();
  expect(curve.rate(20, 20)).toBe(15_000);
});
