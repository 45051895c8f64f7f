import { expect, test } from 'vitest';
import type { GeneratorProgress, QueryProgress } from '../../../chain/progress.ts';
import { causesOf } from '../../../page/state/causes.ts';
import { edgesOf, pointOf } from '../../../page/state/point.ts';
import { Silences } from '../../../page/state/silence.ts';
import { slowestOf } from '../../../page/state/slowest.ts';
import type { StatusDocument } from '../../../targets/data/status.ts';
import { legOf, queryOf, statusOf } from './chainStatus.ts';

const startMs = Date.parse('2026-01-01T00:00:00.000Z');
const iso = (seconds: number): string => new Date(startMs + seconds * 1_000).toISOString();

/** Kafka answers since the start; who reported when, in seconds after it. */
function silencesAt(
  seconds: number,
  status: StatusDocument,
  reported: { readonly generator?: number; readonly queries?: Readonly<Record<string, number>> },
) {
  const { generator = seconds, queries = {} } = reported;
  const progress = {
    reports: [{ producer: 'p', time: iso(generator) }] as GeneratorProgress[],
    queries: Object.entries(queries).map(([query, at]) => ({
      query,
      time: iso(at),
    })) as QueryProgress[],
  };
  const silences = new Silences();
  silences.of(status, { progress, atMs: startMs });
  return silences.of(status, { progress, atMs: startMs + seconds * 1_000 });
}

const two = (fields: object = {}): StatusDocument =>
  statusOf({ queries: [queryOf('a', fields), queryOf('b', fields)] });

test('who reports is not silent, and nobody is before it can have reported', () => {
  expect(silencesAt(60, two({ lagRows: 900 }), { queries: { a: 59, b: 58 } })).toEqual([]);
  expect(
    silencesAt(9, two({ lagRows: 900 }), { generator: -50, queries: { a: -50, b: -50 } }),
  ).toEqual([]);
});

test('while Kafka does not answer nobody can be heard; after it they have time again', () => {
  const silences = new Silences();
  const progress = { reports: [], queries: [] };
  silences.of(statusOf(), { progress, atMs: startMs });
  expect(silences.of(statusOf(), { progress, atMs: startMs + 20_000 })).not.toEqual([]);
  expect(silences.of(statusOf(), undefined)).toEqual([]);
  expect(silences.of(statusOf(), { progress, atMs: startMs + 40_000 })).toEqual([]);
});

test('a generator that is stopped by a signal says nothing: it is the cause, and has no rate', () => {
  const status = statusOf();
  const [silence] = silencesAt(30, status, { generator: 12, queries: { sensor_stats: 30 } });
  expect(silence).toMatchObject({ node: 'generator', isWhole: true });
  expect(causesOf(status, [silence!])).toEqual([
    { nodes: ['generator'], sentence: 'generator-0 has reported nothing for 10 s or more' },
  ]);
  const [edge] = edgesOf(status, {}, new Set(['generator']));
  expect(edge?.perSecond).toBeNull();
});

test('one of several generators that says nothing does not hide what the others write', () => {
  const legs = [
    legOf('generator', { id: 'generator-0' }),
    legOf('generator', { id: 'generator-1' }),
  ];
  const [silence] = silencesAt(30, statusOf({ legs }), { generator: 30 });
  expect(silence).toEqual({
    node: 'generator',
    isWhole: false,
    sentence: '1 generator has reported nothing for 10 s or more',
  });
});

test('a runner that is stopped by a signal says nothing: one cause, and no query is slow or has figures', () => {
  const status = two({ lagRows: 17_610, lagSeconds: 16 });
  const silences = silencesAt(60, status, { queries: { a: 44, b: 40 } });
  expect(causesOf(status, silences)).toEqual([
    { nodes: ['query:a', 'query:b'], sentence: 'spark has reported nothing for 16 s' },
  ]);
  const silent = new Set(silences.map(({ node }) => node));
  expect([...silent]).toEqual(['query:a', 'query:b']);
  expect(slowestOf(status, [], silent)).toBeNull();
  // Without the silence it would be named as slow, and told to read 0 rows.
  expect(slowestOf(status, [])?.node).toBe('query:a');
  expect(pointOf(status, 1, silent).queries['a']).toMatchObject({ readPerSecond: null });
  expect(
    edgesOf(status, {}, silent)
      .slice(1)
      .every(({ perSecond }) => perSecond === null),
  ).toBe(true);
});

test('a query by itself is named by itself; one that takes its time, or has read all there is, is not', () => {
  const late = { queries: { a: 59, b: 40 } };
  expect(silencesAt(60, two({ lagRows: 5 }), late)).toEqual([
    { node: 'query:b', isWhole: true, sentence: 'b has ended no batch for 20 s' },
  ]);
  expect(silencesAt(60, two({ lagRows: 5, lastBatchMs: 9_000 }), late)).toEqual([]);
  expect(silencesAt(60, two({ lagRows: 0 }), late)).toEqual([]);
});

test('a runner that starts again is the cause; what its queries said before is not what is', () => {
  const legs = [legOf('generator'), legOf('spark', { state: 'starting', restarts: 1 })];
  const starting = { ...two({ lagRows: 5 }), legs };
  const silences = silencesAt(60, starting, { queries: { a: 59, b: 59 } });
  expect(silences.map(({ node }) => node)).toEqual(['query:a', 'query:b']);
  expect(causesOf(starting, silences)).toEqual([
    { nodes: ['query:a', 'query:b'], sentence: 'spark is starting again' },
  ]);
  const running = [legOf('generator'), legOf('spark', { restarts: 1, since: iso(58) })];
  const begun = silencesAt(
    60,
    { ...two({ lagRows: 5 }), legs: running },
    { queries: { a: 57, b: 59 } },
  );
  expect(begun).toEqual([{ node: 'query:a', isWhole: true, sentence: null }]);
  const first = [legOf('spark', { state: 'starting' })];
  expect(causesOf({ ...two(), legs: first })).toEqual([]);
});
