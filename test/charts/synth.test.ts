import { execa } from 'execa';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { resolveChain } from '../../chain/chain.ts';
import { makeFolder, root } from '../cli/courant.ts';
import { find } from './manifests.ts';
import type { Manifest } from './manifests.ts';
import { Yaml } from 'cdk8s';

let folder: Awaited<ReturnType<typeof makeFolder>> | undefined;
afterEach(() => folder?.dispose());

const tool = join(root, 'bin/tool.mjs');
const query = 'SELECT sensor AS key, value FROM readings\n';

/** Runs `npm run synth` as in another folder's chain. */
async function synth(files: Readonly<Record<string, string>>, config = 'chain.config.ts') {
  folder = await makeFolder(files);
  const args = [tool, 'synth', '--config', join(folder.path, config)];
  const { exitCode, stderr } = await execa(process.execPath, args, { reject: false });
  return { code: exitCode, stderr, path: folder.path };
}

async function manifests(path: string): Promise<string[]> {
  const entries = await readdir(path).catch(() => []);
  return entries.filter((entry) => entry.endsWith('.yaml')).sort();
}

const all = ['0000-namespace', '0001-kafka', '0002-generator', '0003-spark'].map(
  (name) => `${name}.k8s.yaml`,
);

test('synth of this package writes what is committed', async () => {
  folder = await makeFolder();
  await execa(process.execPath, [tool, 'synth', '--output', folder.path], {
    cwd: root,
  });
  for (const profile of ['', 'production']) {
    expect(await manifests(join(folder.path, profile))).toEqual(all);
    for (const file of all) {
      const made = await readFile(join(folder.path, profile, file), 'utf8');
      expect(made).toBe(await readFile(join(root, 'dist', profile, file), 'utf8'));
    }
  }
});

test('another chain, with a definition in TypeScript that imports courant', async () => {
  const { code, stderr, path } = await synth({
    'chain.config.ts': `import { defineChain } from 'courant';
      export default defineChain({ name: 'mine', queries: { folder: 'queries' } });`,
    'queries/my_query.sql': query,
    'dist/0009-old.k8s.yaml': 'kind: Old',
    'dist/production/0009-old.k8s.yaml': 'kind: Old',
    'dist/notes.txt': 'mine',
  });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'wrote 4 files to dist/\nwrote 4 files to dist/production/',
  });
  expect(await readdir(join(path, 'dist'))).toEqual([...all, 'notes.txt', 'production']);
  const documents = Yaml.load(join(path, 'dist', all[1]!)) as Manifest[];
  expect(find(documents, 'KafkaTopic', 'my-query').metadata.namespace).toBe('mine');
});

test('a changed definition is seen, and one in JSON is one too', async () => {
  const { path } = await synth(
    {
      'chain.config.json': '{"name":"mine","generator":{"rate":10}}',
      'spark/queries/q.sql': query,
    },
    'chain.config.json',
  );
  const { spec } = find<{ spec: { replicas: number } }>(
    Yaml.load(join(path, 'dist', all[2]!)) as Manifest[],
    'Deployment',
  );
  expect(spec.replicas).toBe(1);
});

test('of a definition that is complete already only the profile that it names is written', async () => {
  folder = await makeFolder({ 'spark/queries/q.sql': query });
  const chain = resolveChain({ name: 'mine', profile: 'production' }, 'chain.config.ts');
  await writeFile(join(folder.path, 'definition.json'), JSON.stringify(chain));
  const args = [tool, 'synth', '--definition', 'definition.json', '--output', 'made'];
  const { stderr } = await execa(process.execPath, args, { cwd: folder.path });
  expect(stderr).toBe('wrote 4 files to made/production/');
  expect(await manifests(join(folder.path, 'made'))).toEqual([]);
});

test('what was written before stays when the definition became impossible', async () => {
  const { code, path } = await synth({
    'chain.config.ts': 'export default { name: "mine", generator: { rate: -1 } };',
    'spark/queries/q.sql': query,
    'dist/0001-kafka.k8s.yaml': 'kind: Kafka',
  });
  expect(code).toBe(2);
  expect(await manifests(join(path, 'dist'))).toEqual(['0001-kafka.k8s.yaml']);
});

test('a profile that is impossible is left out, and it is said why', async () => {
  const { code, stderr, path } = await synth({
    'chain.config.ts':
      'export default { name: "mine", profile: "production", topics: { readings: { replicationFactor: 2 } } };',
    'spark/queries/q.sql': query,
  });
  expect(code).toBe(0);
  expect(stderr).toContain('no manifests for profile "laptop"');
  expect(stderr).toContain('2 replicas need 2 brokers, profile "laptop" has 1');
  expect(await manifests(join(path, 'dist'))).toEqual([]);
  expect(await manifests(join(path, 'dist/production'))).toEqual(all);
});

test.each<[string, Record<string, string>, string]>([
  [
    'an impossible definition',
    {
      'chain.config.ts': 'export default { name: "mine", sizing: { spark: { executors: 9 } } };',
      'spark/queries/q.sql': query,
    },
    'sizing.spark.executors: 9 executors read 4 partitions of "readings": 5 would have none',
  ],
  [
    'queries that would be the same object',
    {
      'chain.config.ts': 'export default { name: "mine" };',
      'spark/queries/a_b.sql': query,
      'spark/queries/a-b.sql': query,
    },
    'topics "a_b" and "a-b" would both be the Kubernetes object "a-b"',
  ],
  [
    'a query that cannot be an object',
    { 'chain.config.ts': 'export default { name: "mine" };', 'spark/queries/_a.sql': query },
    'topic "_a" would be the Kubernetes object "-a", which must begin and end with a letter or a digit',
  ],
  [
    'no queries',
    { 'chain.config.ts': 'export default { name: "mine" };' },
    'the query folder "spark/queries" cannot be read',
  ],
  ['no definition', {}, 'there is no "'],
])('%s is refused with exit code 2', async (_what, files, message) => {
  const { code, stderr, path } = await synth(files);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(await manifests(join(path, 'dist'))).toEqual([]);
});

test('main.ts is a table of contents', async () => {
  const lines = (await readFile(join(root, 'main.ts'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
});
