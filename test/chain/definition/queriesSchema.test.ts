import { expect, test } from 'vitest';
import { flinkQueries, queryFolders, resolveChain, sparkQueries } from '../../../chain/chain.ts';
import { problemsOf } from './problemsOf.ts';

const spark = { folder: 'spark/queries', maxOffsetsPerTrigger: 400_000, trigger: 'auto' };
const flink = { folder: 'flink/queries', watermark: 10_000, checkpointInterval: 1_000 };
const resolved = (queries?: object) =>
  resolveChain({ name: 'a', ...(queries && { queries }) }, 'the test');

test('a folder alone is run by Spark, and a definition stays what it was', () => {
  expect(resolved().queries).toEqual(spark);
  expect(resolved({ folder: 'mine', trigger: '1 second' }).queries).toEqual({
    ...spark,
    folder: 'mine',
    trigger: 1_000,
  });
  expect(queryFolders(resolved())).toEqual([
    { engine: 'spark', folder: 'spark/queries', field: 'queries.folder' },
  ]);
  expect(flinkQueries(resolved())).toBeUndefined();
});

test('by engine, each has a folder of its own, and an engine that is not named runs nothing', () => {
  const both = resolved({ spark: {}, flink: { watermark: '3 seconds' } });
  expect(both.queries).toEqual({ spark, flink: { ...flink, watermark: 3_000 } });
  expect(queryFolders(both).map(({ engine, field }) => [engine, field])).toEqual([
    ['spark', 'queries.spark.folder'],
    ['flink', 'queries.flink.folder'],
  ]);
  const alone = resolved({ flink: {} });
  expect(sparkQueries(alone)).toBeUndefined();
  expect(flinkQueries(alone)).toEqual(flink);
});

test('what was resolved resolves to the same', () => {
  for (const chain of [resolved(), resolved({ spark: {}, flink: {} }), resolved({ flink: {} })]) {
    expect(resolveChain(JSON.parse(JSON.stringify(chain)), 'the test')).toEqual(chain);
  }
});

test('both ways of writing at once are refused, with the edit', () => {
  expect(problemsOf({ name: 'a', queries: { folder: 'x', flink: {} } })).toEqual([
    'queries.folder: it stands beside flink, and nothing says whose it is',
    '  → write it within the engine: spark: { folder: … }',
  ]);
  expect(problemsOf({ name: 'a', queries: { flink: { trigger: '1 second' } } }).join('\n')).toMatch(
    /queries\.flink\.trigger: /,
  );
});
