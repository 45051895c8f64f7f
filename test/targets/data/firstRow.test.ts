import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchProgress, QueryProgress } from '../../../chain/progress.ts';
import { FirstRow } from '../../../targets/data/firstRow.ts';
import type { StartVerdict } from '../../../targets/data/firstRow.ts';
import type { KafkaSnapshot, TopicOffsets } from '../../../targets/data/kafkaSnapshot.ts';
import { batchReport, queryReport, startMs } from '../../support/law.ts';

const stateless = { kind: 'stateless' } as const;
const at = (ms: number): string => new Date(startMs + ms).toISOString();

/** What one query shows; its topic's name is the query's. */
interface Shown {
  readonly report?: Partial<QueryProgress>;
  /** Rows in its topic since the start. */
  readonly rows?: number;
  /** When it last reported a batch, in ms from the start. */
  readonly batchMs?: number;
}
type Queries = Readonly<Record<string, Shown>>;

const error = (code = 'COURANT_QUERY_FAILED') => ({ code, message: 'it broke', hint: 'mend it' });
const failedOnce: Shown = { report: { state: 'failed', error: error(), restarts: 1 } };
const failedForGood: Shown = { report: { state: 'failed', error: error(), restarts: 2 } };
const refused: Shown = { report: { state: 'failed', error: error('COURANT_QUERY_INVALID') } };
const quiet: Shown = { report: { rows: 10, offsets: { 0: { start: 0, end: 10 } } }, batchMs: 1 };
const makesRows: Shown = { ...quiet, rows: 3 };
const starts: Shown = { report: { state: 'starting' } };
/** Runs, and has not ended its first batch. */
const reads: Shown = { report: {} };

function topic(end: number) {
  return [{ partition: 0, start: 0, end }];
}

/** The base has 5 records of an earlier run in each topic. */
function baseOf(queries: Queries): TopicOffsets {
  return new Map(Object.keys(queries).map((name) => [name, topic(5)]));
}

function snapshot(queries: Queries, atMs = 100): KafkaSnapshot {
  const offsets = new Map([['readings', topic(10)]]);
  const batches = new Map<string, BatchProgress[]>();
  const reports: QueryProgress[] = [];
  for (const [name, { report, rows = 0, batchMs }] of Object.entries(queries)) {
    offsets.set(name, topic(5 + rows));
    if (batchMs !== undefined) batches.set(name, [batchReport(name, 0, { time: at(batchMs) })]);
    if (report !== undefined) {
      reports.push(queryReport(name, stateless, { time: at(atMs), ...report }));
    }
  }
  const progress = {
    generators: [],
    reports: [],
    truths: [],
    positions: [],
    queries: reports,
    batches,
    problems: [],
    offsets: [],
    records: new Map(),
    unreadable: new Map(),
  };
  return { atMs: startMs + atMs, offsets, progress, rates: new Map() };
}

const facts = { sinceMs: startMs, replicas: 1 };

function judge(queries: Queries, atMs = 100): StartVerdict {
  return new FirstRow(Object.keys(queries), baseOf(queries)).judge(snapshot(queries, atMs), facts);
}

function summary({ state, output, failed }: StartVerdict) {
  return { state, output, failed: failed.map(({ query }) => query) };
}

describe('one look', () => {
  test.each<[string, Queries, ReturnType<typeof summary>]>([
    ['nothing was reported', { a: {} }, { state: 'waiting', output: undefined, failed: [] }],
    ['rows come out', { a: makesRows }, { state: 'ready', output: 'a', failed: [] }],
    [
      'one makes rows, one failed',
      { a: failedOnce, b: makesRows },
      { state: 'ready', output: 'b', failed: ['a'] },
    ],
    [
      'one makes rows, one is in its first batch',
      { a: reads, b: makesRows },
      { state: 'waiting', output: 'b', failed: [] },
    ],
    [
      'a batch of an earlier runner does not show that this one can',
      { a: { ...reads, batchMs: -1 }, b: makesRows },
      { state: 'waiting', output: 'b', failed: [] },
    ],
    [
      'one makes rows, one has not begun',
      { a: starts, b: makesRows },
      { state: 'waiting', output: 'b', failed: [] },
    ],
    [
      'one failed, the other may still make rows',
      { a: failedForGood, b: reads },
      { state: 'waiting', output: undefined, failed: ['a'] },
    ],
    [
      'all failed, one of them only once',
      { a: failedForGood, b: failedOnce },
      { state: 'waiting', output: undefined, failed: ['a', 'b'] },
    ],
    [
      'all failed for good',
      { a: failedForGood, b: failedForGood },
      { state: 'failed', output: undefined, failed: ['a', 'b'] },
    ],
    [
      'a batch that fails leaves rows',
      { a: { ...failedForGood, rows: 7 } },
      { state: 'failed', output: undefined, failed: ['a'] },
    ],
    [
      'one was refused: no other runs',
      { a: failedForGood, b: refused },
      { state: 'refused', output: undefined, failed: ['b'] },
    ],
    ['no query at all', {}, { state: 'waiting', output: undefined, failed: [] }],
  ])('%s', (_what, queries, expected) => {
    expect(summary(judge(queries))).toEqual(expected);
  });

  test('a query of another chain in the same Kafka counts for nothing', () => {
    const rule = new FirstRow(['a'], baseOf({ a: {} }));
    const seen = snapshot({ a: reads, removed: failedForGood });
    expect(summary(rule.judge(seen, facts))).toMatchObject({ state: 'waiting', failed: [] });
  });
});

describe('looks in a row', () => {
  test('a query that takes long for its first batch is not waited for for ever', () => {
    const queries = { a: makesRows, b: reads };
    const rule = new FirstRow(['a', 'b'], baseOf(queries));
    const states = [0, 2_000, 4_900, 5_100].map(
      (atMs) => rule.judge(snapshot(queries, atMs), facts).state,
    );
    expect(states).toEqual(['waiting', 'waiting', 'waiting', 'ready']);
  });

  test('since when rows come out is told of the first look that saw them', () => {
    const queries = { a: makesRows, b: reads };
    const rule = new FirstRow(['a', 'b'], baseOf(queries));
    expect(rule.judge(snapshot({ ...queries, a: reads }, 50), facts).rowsSinceMs).toBeUndefined();
    expect(rule.judge(snapshot(queries, 100), facts).rowsSinceMs).toBe(startMs + 100);
    expect(rule.judge(snapshot(queries, 900), facts).rowsSinceMs).toBe(startMs + 100);
  });

  test('rows of a query that then fails are not the rows that were waited for', () => {
    const rule = new FirstRow(['a', 'b'], baseOf({ a: {}, b: {} }));
    rule.judge(snapshot({ a: { ...reads, rows: 2 }, b: reads }), facts);
    const later = rule.judge(snapshot({ a: { ...failedOnce, rows: 2 }, b: reads }, 200), facts);
    expect(later).toMatchObject({ state: 'waiting', rowsSinceMs: undefined });
  });

  test('queries that have read everything and make no row for a while need none', () => {
    const queries = { a: quiet, b: failedForGood };
    const rule = new FirstRow(['a', 'b'], baseOf(queries));
    const states = [0, 14_000, 16_000].map(
      (atMs) => rule.judge(snapshot(queries, atMs), facts).state,
    );
    expect(states).toEqual(['waiting', 'waiting', 'ready']);
  });

  test('one that has failed only once is waited for, as it is started again', () => {
    const queries = { a: quiet, b: failedOnce };
    const rule = new FirstRow(['a', 'b'], baseOf(queries));
    rule.judge(snapshot(queries, 0), facts);
    expect(rule.judge(snapshot(queries, 16_000), facts).state).toBe('waiting');
  });

  test('without a generator nothing has to come: it is ready as soon as the queries run', () => {
    const none = { ...facts, replicas: 0 };
    const rule = new FirstRow(['a', 'b'], baseOf({ a: {}, b: {} }));
    expect(rule.judge(snapshot({ a: reads, b: starts }), none).state).toBe('waiting');
    expect(rule.judge(snapshot({ a: reads, b: reads }), none).state).toBe('ready');
  });
});

describe('whatever the queries show', () => {
  const shown = fc.constantFrom<Shown>(
    {},
    starts,
    reads,
    quiet,
    makesRows,
    failedOnce,
    failedForGood,
    refused,
    { ...failedForGood, rows: 1 },
  );
  const anyQueries = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), shown, { minKeys: 1 });
  const all = (queries: Queries, one: Shown): boolean =>
    Object.values(queries).every((query) => query === one);
  const some = (queries: Queries, one: Shown): boolean => Object.values(queries).includes(one);

  test('it is refused where one was refused, and fails only where all failed for good', () => {
    fc.assert(
      fc.property(anyQueries, (queries) => {
        const { state } = judge(queries);
        expect(state === 'refused').toBe(some(queries, refused));
        const areLost = Object.values(queries).every(({ report }) => (report?.restarts ?? 0) >= 2);
        expect(state === 'failed').toBe(areLost);
        if (all(queries, makesRows)) expect(state).toBe('ready');
      }),
    );
  });

  test('a start that is ready has rows of a query that did not fail, and warns of each that did', () => {
    fc.assert(
      fc.property(anyQueries, (queries) => {
        const { state, output = '', failed } = judge(queries);
        if (state !== 'ready') return;
        expect(queries[output]).toBe(makesRows);
        const broken = Object.keys(queries).filter((name) => queries[name]?.report?.error);
        expect(failed.map(({ query }) => query).sort()).toEqual(broken.sort());
      }),
    );
  });

  test('what an earlier runner reported changes nothing', () => {
    fc.assert(
      fc.property(anyQueries, anyQueries, (queries, earlier) => {
        const old = Object.entries(earlier).map(([name, { report = {} }]) =>
          queryReport(name, stateless, { ...report, time: at(-1) }),
        );
        const now = snapshot(queries);
        const told = new Set(now.progress.queries.map(({ query }) => query));
        const reports = [...now.progress.queries, ...old.filter(({ query }) => !told.has(query))];
        const rule = new FirstRow(Object.keys(queries), baseOf(queries));
        const both = { ...now, progress: { ...now.progress, queries: reports } };
        expect(rule.judge(both, facts)).toEqual(judge(queries));
      }),
    );
  });
});
