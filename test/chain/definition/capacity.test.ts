import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { capacityOf, measured } from '../../../chain/definition/capacity.ts';
import { executorsNeeded } from '../../../chain/definition/sizing.ts';

const chain = (written: object = {}) =>
  resolveChain({ name: 'sensors', ...written }, 'chain.config.ts');

test('a million readings a second: parts, network and disk follow from what one machine did', () => {
  const { zstd, uncompressed, ...all } = capacityOf(chain(), 1e6, 2);
  expect(all).toMatchObject({
    replicationFactor: 3,
    generators: 2,
    partitions: 50,
    executors: 25,
    executorCores: 2,
  });
  expect([zstd.brokers, uncompressed.brokers]).toEqual([5, 15]);
  expect(uncompressed).toMatchObject({ inBytes: 208e6, betweenBytes: 416e6, outBytes: 416e6 });
  expect(uncompressed.dayBytes).toBe(208e6 * 3 * 86_400);
});

test('a small rate has the least of production, and what the definition names counts', () => {
  const small = capacityOf(chain({ sizing: { spark: { cores: 4 } } }), 1, 1);
  expect(small).toMatchObject({ generators: 1, executors: 2, partitions: 8 });
  expect(small.zstd.brokers).toBe(3);
  const written = { profile: 'production', topics: { readings: { replicationFactor: 2 } } };
  const other = capacityOf(chain({ ...written, sizing: { kafka: { brokers: 7 } } }), 1_000, 1);
  expect([other.replicationFactor, other.zstd.brokers]).toEqual([2, 7]);
  expect(other.zstd.betweenBytes).toBe(other.zstd.inBytes);
});

test('executors are those that the manifests of that rate would have, given the partitions', () => {
  const generator = { rate: 400_000 };
  const topics = { readings: { partitions: 64 } };
  const production = chain({ profile: 'production', generator, topics });
  expect(capacityOf(chain(), 400_000, 2).executors).toBe(executorsNeeded(production));
});

test('what is more costs no less', () => {
  const rates = [1, 1e3, 1e5, 1e6, 3e7].map((rate) => capacityOf(chain(), rate, 2));
  const figures = rates.map(({ generators, partitions, uncompressed, sparkCores }) => [
    generators,
    partitions,
    uncompressed.brokers,
    uncompressed.brokerCores,
    sparkCores,
  ]);
  for (const [index, larger] of figures.slice(1).entries()) {
    larger.forEach((figure, place) => {
      expect(figure).toBeGreaterThanOrEqual(figures[index]![place]!);
    });
  }
});

test('every cost stands among the figures that were measured', () => {
  const page = readFileSync('docs/benchmarks.md', 'utf8');
  const figures = Object.values(measured).flatMap((cost) => Object.values(cost));
  for (const figure of figures) expect(page).toContain(figure.toLocaleString('en-US'));
});
