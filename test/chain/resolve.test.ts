import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveChain, topicSettings } from '../../chain/chain.ts';
import { problemsOf } from './definition/problemsOf.ts';

test('a name is enough; everything else has its documented default', () => {
  const chain = resolveChain({ name: 'a' }, 'chain.config.ts');
  expect(chain).toMatchObject({
    profile: 'laptop',
    generator: { rate: 1_000, seed: 42, replicas: 1, source: { type: 'random', sensors: 100 } },
    queries: { folder: 'spark/queries' },
  });
  expect(topicSettings(chain, 'readings')).toEqual({
    partitions: 4,
    retention: 7_200_000,
    retentionBytes: 2 ** 30,
    replicationFactor: 1,
  });
});

test('durations and sizes are written as people write them', () => {
  const chain = resolveChain(
    {
      name: 'a',
      topics: { readings: { retention: '90 minutes', retentionBytes: '512 MiB' } },
      sizing: { spark: { memory: '1 GiB' } },
    },
    'chain.config.ts',
  );
  expect(topicSettings(chain, 'readings')).toMatchObject({
    retention: 5_400_000,
    retentionBytes: 512 * 2 ** 20,
  });
  expect(chain.sizing.spark.memory).toBe(2 ** 30);
});

/** Anything that a definition may export, in any field. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSparseArray: true,
});
const fields = ['name', 'profile', 'topics', 'generator', 'queries', 'sizing'] as const;
const definition = fc.record(
  {
    name: fc.oneof(fc.constant('a'), anything),
    profile: anything,
    topics: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
    generator: fc.oneof(
      anything,
      fc.record({ rate: anything, source: anything, seed: anything }, { requiredKeys: [] }),
    ),
    queries: anything,
    sizing: anything,
  },
  { requiredKeys: [] },
);

test('whatever is written, the answer is a definition or problems with an edit each, on a line each', () => {
  fc.assert(
    fc.property(fc.oneof(definition, anything), (written) => {
      const problems = problemsOf(written);
      expect(problems.length % 2).toBe(0);
      problems.forEach((line, index) => {
        expect(line).not.toMatch(/[\n\r]/);
        expect(line.startsWith('  → ')).toBe(index % 2 === 1);
      });
    }),
  );
});

test('a resolved definition travels as JSON and resolves to itself', () => {
  const good = fc.record(
    {
      name: fc.constant('a'),
      profile: fc.constantFrom('laptop' as const, 'production' as const),
      topics: fc.dictionary(
        fc.constantFrom('readings', 'hot'),
        fc.record(
          {
            partitions: fc.integer({ min: 1, max: 1_000 }),
            retention: fc.integer({ min: 60_000, max: 1e9 }),
          },
          { requiredKeys: [] },
        ),
      ),
      generator: fc.record(
        { rate: fc.double({ min: 0.1, max: 1e6, noNaN: true }), seed: fc.nat() },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['name'] },
  );
  fc.assert(
    fc.property(good, (written) => {
      const chain = resolveChain(written, 'chain.config.ts');
      expect(resolveChain(JSON.parse(JSON.stringify(chain)), 'definition.json')).toEqual(chain);
    }),
  );
});

test('every misspelling of a field by one letter is understood', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fields.slice(1)), fc.nat(), (field, at) => {
      const index = at % field.length;
      const written = field.slice(0, index) + field.slice(index + 1);
      expect(problemsOf({ name: 'a', [written]: {} })).toEqual([
        `${written}: there is no such field`,
        `  → did you mean "${field}"?`,
      ]);
    }),
  );
});

test('a definition that contains itself is refused like any other', () => {
  const loop: Record<string, unknown> = { name: 'a' };
  loop['generator'] = loop;
  expect(problemsOf(loop).length).toBeGreaterThan(0);
});
