import { expect, test } from 'vitest';
import type { BatchProgress, GeneratorProgress, QueryProgress } from '../../../chain/progress.ts';
import { editedBefore, EditWatch } from '../../../page/state/edits.ts';
import { BurstWatch } from '../../../page/state/happenings.ts';

const asked = (rates: Readonly<Record<string, number | null>>) => ({
  reports: Object.entries(rates).map(([producer, askedPerSecond]) => ({
    ...{ producer, askedPerSecond },
  })) as GeneratorProgress[],
});

test('a burst is told once, as of one generator; one more generator is none', () => {
  const watch = new BurstWatch();
  expect(watch.begun(asked({ a: 800, b: null }), 0)).toEqual([]);
  expect(watch.begun(asked({ a: 800, b: 800, c: 800 }), 1_000)).toEqual([]);
  expect(watch.begun(asked({ a: 3_200, b: 800 }), 2_000)).toMatchObject([
    { kind: 'burst', sentence: 'a burst: 800 to 3,200 readings/s of a generator' },
  ]);
  // The others follow within a moment.
  expect(watch.begun(asked({ a: 3_200, b: 3_200 }), 3_000)).toEqual([]);
  expect(watch.begun(asked({ a: 800, b: 800 }), 20_000)).toEqual([]);
  expect(watch.begun(asked({ a: 1_200, b: 800 }), 60_000)).toHaveLength(1);
  expect(watch.begun(asked({ a: 1_500, b: 800 }), 90_000)).toEqual([]);
});

const fingerprints = (of: Readonly<Record<string, string | null>>) => ({
  queries: Object.entries(of).map(([query, fingerprint]) => ({
    ...{ query, fingerprint },
  })) as QueryProgress[],
});

test('a query that is edited while somebody looks is told, over its start too', () => {
  const watch = new EditWatch();
  expect(watch.edited(fingerprints({ a: 'x', b: 'y' }))).toEqual([]);
  expect(watch.edited(fingerprints({ a: 'x', b: 'y' }))).toEqual([]);
  expect(watch.edited(fingerprints({ a: 'x', b: null }))).toEqual([]);
  expect(watch.edited(fingerprints({ a: 'x', b: 'z' }))).toEqual([
    { kind: 'edited', node: 'query:b', sentence: 'b was edited' },
  ]);
  expect(watch.edited(fingerprints({ a: 'x', b: 'z', c: 'new' }))).toEqual([]);
});

const batchesFrom = (query: string, first: number, atMs: number) =>
  Array.from({ length: 3 }, (_, at) => ({
    ...{ query, batch: first + at, durationMs: 500, fingerprint: 'f' },
    time: new Date(atMs + at * 1_000).toISOString(),
  })) as BatchProgress[];

test('one that was reset begins anew beside the others; queries of one start do not', () => {
  const of = (atMs: number, first: number) =>
    editedBefore({
      batches: new Map([
        ['old', batchesFrom('old', 0, 0)],
        ['q', batchesFrom('q', first, atMs)],
      ]),
    });
  expect(of(120_000, 0)).toMatchObject([{ atMs: 119_500, kind: 'edited', node: 'query:q' }]);
  expect(of(2_000, 0)).toEqual([]);
  expect(of(120_000, 40)).toEqual([]);
});
