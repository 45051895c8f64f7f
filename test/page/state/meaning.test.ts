import { expect, test } from 'vitest';
import { causesOf } from '../../../page/state/causes.ts';
import { FaultWatch, happenedBetween } from '../../../page/state/happenings.ts';
import { insightsOf } from '../../../page/state/insights.ts';
import { metricsOf, metricsText } from '../../../page/state/metrics.ts';
import { edgesOf, pointOf } from '../../../page/state/point.ts';
import { slowestOf } from '../../../page/state/slowest.ts';
import { drainSeconds, trendOf } from '../../../page/state/trend.ts';
import { Watermarks } from '../../../page/state/watermark.ts';
import type { LivePoint } from '../../../page/live.ts';
import { legOf, queryOf, statusOf } from './chainStatus.ts';

/** A point a second, with these lags. */
function pointsOf(lags: readonly number[]): LivePoint[] {
  return lags.map((lagRows, at) => ({
    atMs: at * 1_000,
    inPerSecond: 5_000,
    queries: { q: { readPerSecond: 1, outPerSecond: 1, lagRows, batchMs: 1 } },
  }));
}

test('a lag that grows, falls or only moves up and down is told apart', () => {
  const growing = trendOf(pointsOf([0, 9_000, 18_000, 27_000, 36_000]), 'q');
  expect(growing).toMatchObject({ kind: 'growing', rowsPerSecond: 9_000 });
  const draining = trendOf(pointsOf([40_000, 30_000, 20_000, 10_000]), 'q');
  expect(draining).toMatchObject({ kind: 'draining', rowsPerSecond: -10_000 });
  expect(drainSeconds(10_000, draining)).toBe(1);
  expect(drainSeconds(1_000, growing)).toBeNull();
  const teeth = Array.from({ length: 15 }, (_, at) => 500 + (at % 2) * 400);
  expect(trendOf(pointsOf(teeth), 'q')?.kind).toBe('steady');
  // It keeps up: what comes between two batches is no trend.
  expect(trendOf(pointsOf([100, 900, 2_000, 3_000]), 'q')?.kind).toBe('steady');
  expect(trendOf(pointsOf([1, 2]), 'q')).toBeUndefined();
});

test('the slowest leg is named in a sentence, and nobody where all keep up', () => {
  const query = queryOf('sensor_stats', { ratePerSecond: 4_100, lagRows: 12_300, lagSeconds: 4 });
  const status = statusOf({
    queries: [queryOf('quick', { lagRows: 900, lagSeconds: 0.3 }), query],
  });
  const insights = insightsOf(
    status,
    pointsOf([15_000, 14_000, 13_000, 12_300]).map((point) => ({
      ...point,
      queries: { sensor_stats: point.queries['q']! },
    })),
    new Watermarks(),
  );
  expect(slowestOf(status, insights)).toEqual({
    node: 'query:sensor_stats',
    sentence:
      'sensor_stats reads 4,100 of 5,000/s: 12,300 rows behind, draining, 14 s to drain at this rate',
  });
  expect(slowestOf(statusOf(), [])).toBeNull();
});

test('a generator that sends less than it was asked for is the slowest where no query is', () => {
  const { generator } = statusOf();
  const slow = statusOf({ generator: { ...generator, ratePerSecond: 3_000 } });
  expect(slowestOf(slow, [])?.node).toBe('generator');
  const paused = { ...slow, legs: [legOf('generator', { state: 'paused' })] };
  expect(slowestOf(paused, [])).toBeNull();
});

test('the cause is named, and not what suffers from it', () => {
  const queries = [queryOf('a', { state: 'failed' }), queryOf('b', { state: 'stopped' })];
  const dead = legOf('kafka', { state: 'failed', lastFailure: 'ended by SIGKILL' });
  const legs = [legOf('generator', { state: 'failed' }), dead, legOf('spark', { state: 'failed' })];
  expect(causesOf(statusOf({ legs, queries }))).toEqual([
    { nodes: ['topic:readings'], sentence: 'kafka is down: ended by SIGKILL' },
  ]);
  const runner = [legOf('generator'), legOf('kafka'), legOf('spark', { state: 'failed' })];
  expect(causesOf(statusOf({ legs: runner, queries }))).toEqual([
    { nodes: ['query:a', 'query:b'], sentence: 'spark is down' },
  ]);
  expect(causesOf(statusOf({ queries }))).toEqual([
    { nodes: ['query:a'], sentence: 'a has failed' },
  ]);
  expect(causesOf(statusOf())).toEqual([]);
});

test('where nothing runs there is no rate: no data is not 0', () => {
  const stopped = statusOf({
    legs: [legOf('generator', { state: 'paused' })],
    queries: [queryOf('sensor_stats', { state: 'stopped', ratePerSecond: 0 })],
  });
  expect(edgesOf(stopped, { sensor_stats: 0 }).map(({ perSecond }) => perSecond)).toEqual([
    null,
    null,
    null,
    null,
  ]);
  const [first, read] = edgesOf(statusOf(), {});
  expect(first).toEqual({ from: 'generator', to: 'topic:readings', perSecond: 5_000 });
  expect(read).toEqual({ from: 'topic:readings', to: 'query:sensor_stats', perSecond: 5_000 });
  expect(pointOf(statusOf(), 7)).toMatchObject({ atMs: 7, inPerSecond: 5_000 });
});

test('why a watermark stands still', () => {
  const watermark = '2026-01-01T00:00:00.000Z';
  const plan = { kind: 'window' as const, windowMs: 1, watermarkDelayMs: 1 };
  const base = Date.parse(watermark);
  const seen = (change: object, status: object = {}): string | null => {
    const watch = new Watermarks();
    const query = queryOf('w', { plan, watermark });
    watch.insight(query, statusOf(), base);
    return watch.insight({ ...query, ...change }, statusOf(status), base + 20_000).watermarkWhy;
  };
  const topics = [{ name: 'readings', partitions: 1, records: 1, ratePerSecond: 0 }];
  const { kafka } = statusOf();
  expect(seen({ watermark: '2026-01-01T00:00:10.000Z' })).toBeNull();
  expect(seen({}, { kafka: { ...kafka, topics } })).toContain('no data');
  expect(seen({ rowsRead: 500 })).toContain('newer event time');
  expect(seen({})).toContain('no batch has ended');
  expect(seen({ state: 'failed' })).toBe('the query is failed');
  const none = { plan: { ...plan, watermarkDelayMs: null }, watermark: null };
  expect(seen(none)).toContain('no WATERMARK');
  const watch = new Watermarks();
  const gap = watch.insight(queryOf('w', { plan, watermark }), statusOf(), base + 5_000);
  expect(gap).toEqual({ watermarkGapMs: 5_000, watermarkWhy: null });
  const stateless = watch.insight(queryOf('s'), statusOf(), base);
  expect(stateless).toEqual({ watermarkGapMs: null, watermarkWhy: null });
});

test('what happened is what differs between two states', () => {
  const kindsOf = (now: object): string[] =>
    happenedBetween(statusOf(), statusOf(now)).map(({ kind }) => kind);
  const { generator } = statusOf();
  expect(kindsOf({})).toEqual([]);
  expect(kindsOf({ legs: [legOf('spark', { state: 'failed' })] })).toEqual(['died']);
  expect(kindsOf({ legs: [legOf('spark', { restarts: 1 })] })).toEqual(['died', 'restarted']);
  expect(kindsOf({ generator: { ...generator, replicas: 3 } })).toEqual(['scaled']);
  expect(kindsOf({ legs: [legOf('generator', { state: 'paused' })] })).toEqual(['scaled']);
  const error = { code: 'COURANT_QUERY_FAILED', message: 'why', hint: null };
  expect(kindsOf({ queries: [queryOf('sensor_stats', { state: 'failed', error })] })).toEqual([
    'failed',
  ]);
});

test('faults on purpose are told when they begin, not one by one', () => {
  const watch = new FaultWatch();
  const { generator } = statusOf();
  const after = (injected: number) => statusOf({ generator: { ...generator, injected } });
  expect(watch.begun(after(0), after(3), 0)).toHaveLength(1);
  expect(watch.begun(after(3), after(9), 1_000)).toHaveLength(0);
  expect(watch.begun(after(9), after(12), 60_000)).toHaveLength(1);
});

test('the counts leave out what is not known, and no name breaks out of its label', () => {
  const strange = queryOf('a"} 1\nb 2 \\', { lagRows: null });
  const text = metricsText(metricsOf(statusOf({ queries: [strange] }), null, Date.now()));
  expect(text).not.toContain('courant_query_lag_records');
  expect(text).toContain('courant_query_rows_total{query="a\\"} 1\\nb 2 \\\\"} 100');
  for (const line of text.trim().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{.*\})? -?[\d.e+]+)$/);
  }
});
