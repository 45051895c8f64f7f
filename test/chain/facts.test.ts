/** Facts of a chain that stand in one place, and the places that go by them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { runnerArguments } from '../../chain/runnerArguments.ts';
import { readQueries } from '../../charts/sources.ts';
import { checkQueries } from '../../cli/chain/checkQueries.ts';
import { readQueryNames } from '../../targets/local/outputs.ts';
import { topicDeclarations } from '../../targets/local/supervisor/legs.ts';
import type { Manifest } from '../charts/manifests.ts';
import { all, find, manifestsOf } from '../charts/manifests.ts';

const file = 'chain.config.ts';

// The runner's own test reads the same folder (QueryFolderTest.readsSqlFilesInOrderAndNothingElse).
test('a file that ends in .sql is a query, whoever reads the folder; a folder is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'courant-facts-'));
  try {
    mkdirSync(join(folder, 'old.sql'));
    for (const name of ['b.sql', 'a.sql', 'notes.md']) {
      writeFileSync(join(folder, name), 'SELECT * FROM readings');
    }
    const chain = resolveChain({ name: 'a', queries: { folder: '.' } }, file);
    expect(await checkQueries({ folder, chain, file })).toEqual(['a', 'b']);
    expect(await readQueryNames(folder, chain)).toEqual(['a', 'b']);
    expect(Object.keys(readQueries(chain, folder).queries)).toEqual(['a', 'b']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the runner is told everything that it can be told', () => {
  const source = readFileSync('spark/src/main/java/dev/courant/runner/Arguments.java', 'utf8');
  const known = /NAMES =\s+Set\.of\(([^)]+)\)/.exec(source)?.[1] ?? '';
  const names = [...known.matchAll(/"([a-z-]+)"/g)].map(([, name]) => `--${name}`);
  const given = runnerArguments({
    bootstrapServers: 'h:1',
    kafkaProperties: 'p',
    queries: 'q',
    checkpoints: 'c',
    maxOffsetsPerTrigger: 1,
    trigger: 'auto',
    metricsPort: 8_080,
    recompute: 'r',
    columns: { amount: 'double' },
  });
  expect(given.filter((word) => word.startsWith('--')).sort()).toEqual(names.sort());
  const { spec } = find<Manifest & { spec: { arguments: string[] } }>(
    manifestsOf({ metrics: true }),
    'SparkApplication',
  );
  // Readings have no columns of their own, and on a cluster nothing is computed once more.
  const told = spec.arguments.filter((word) => word.startsWith('--'));
  expect(['--columns', '--recompute', ...told].sort()).toEqual(names.sort());
});

interface KafkaTopic extends Manifest {
  readonly spec: {
    readonly topicName?: string;
    readonly partitions: number;
    readonly replicas: number;
    readonly config: Readonly<Record<string, unknown>>;
  };
}

test('topics have the same settings on this machine as on a cluster', () => {
  const onCluster = all<KafkaTopic>(manifestsOf(), 'KafkaTopic').map(({ metadata, spec }) => ({
    name: spec.topicName ?? metadata.name,
    partitions: spec.partitions,
    replicationFactor: spec.replicas,
    config: Object.fromEntries(
      Object.entries(spec.config).map(([key, value]) => [key, String(value)]),
    ),
  }));
  const chain = resolveChain({ name: 'sensors' }, file);
  const here = topicDeclarations(chain, ['hot_readings', 'sensor_stats']);
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(here.sort(byName)).toEqual(onCluster.sort(byName));
});
