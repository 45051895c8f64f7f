import { execa } from 'execa';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Yaml } from 'cdk8s';
import { resolveChain } from '../../../chain/chain.ts';
import { synthDocument } from '../../../cli/commands/begin/synth.ts';
import { find } from '../../charts/manifests.ts';
import type { Manifest } from '../../charts/manifests.ts';
import { courant, makeFolder, root } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>> | undefined;
afterEach(() => folder?.dispose());

const query = 'SELECT sensor AS key, value FROM readings\n';
const mine = {
  'chain.config.ts': 'export default { name: "mine" };',
  'spark/queries/q.sql': query,
};
const own = 'kind: Namespace\nmetadata:\n  labels:\n    app.kubernetes.io/name: courant\n';

async function synth(files: Readonly<Record<string, string>>, ...args: string[]) {
  folder = await makeFolder(files);
  const ran = await courant({ cwd: folder.path }, 'synth', ...args);
  return { ...ran, path: folder.path };
}

async function manifests(path: string): Promise<string[]> {
  const entries = await readdir(path).catch(() => []);
  return entries.filter((entry) => entry.endsWith('.yaml')).sort();
}

const all = ['0000-namespace', '0001-kafka', '0002-generator', '0003-spark'].map(
  (name) => `${name}.k8s.yaml`,
);

test('synth of this package writes what is committed, to a folder that cdk8s names too', async () => {
  folder = await makeFolder();
  await courant({ cwd: root, env: { CDK8S_OUTDIR: folder.path } }, 'synth');
  for (const profile of ['', 'production']) {
    expect(await manifests(join(folder.path, profile))).toEqual(all);
    for (const file of all) {
      const made = await readFile(join(folder.path, profile, file), 'utf8');
      expect(made).toBe(await readFile(join(root, 'dist', profile, file), 'utf8'));
    }
  }
});

test('a chain of init is written into its folder, as plan says', async () => {
  folder = await makeFolder();
  await courant({ cwd: folder.path }, 'init', 'rooms');
  const chain = { cwd: join(folder.path, 'rooms') };
  expect((await courant(chain, 'plan')).stderr).toContain('write the manifests: courant synth');
  const { code, stdout, stderr } = await courant(chain, 'synth');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'apply one profile: kubectl apply --server-side -f dist',
  });
  expect(stdout.split('\n')).toEqual(
    ['dist', 'dist/production'].flatMap((place) => all.map((file) => `✓ ${place}/${file}`)),
  );
  const documents = Yaml.load(join(chain.cwd, 'dist', all[1]!)) as Manifest[];
  expect(find(documents, 'KafkaTopic', 'sensor-stats').metadata.namespace).toBe('rooms');
});

test('queries of Flink have a file of their own; what nobody runs has none', async () => {
  folder = await makeFolder({
    'chain.config.json': '{"name":"mine","queries":{"flink":{"folder":"sql"}}}',
    'sql/q.sql': 'SELECT sensor AS key FROM readings\n',
  });
  const { code } = await courant({ cwd: folder.path }, 'synth');
  expect(code).toBe(0);
  expect(
    (await readdir(join(folder.path, 'dist'))).filter((name) => name.endsWith('.yaml')),
  ).toEqual([
    '0000-namespace.k8s.yaml',
    '0001-kafka.k8s.yaml',
    '0002-generator.k8s.yaml',
    '0003-flink.k8s.yaml',
  ]);
  const documents = Yaml.load(join(folder.path, 'dist/0003-flink.k8s.yaml')) as Manifest[];
  expect(find(documents, 'FlinkDeployment').metadata.name).toBe('mine-flink-q');
  const plan = await courant({ cwd: folder.path }, 'plan');
  expect(plan.stdout).toMatch(/^mine-flink-q TaskManager +1 /m);
  expect(plan.stdout).toMatch(/^Flink operator +1 /m);
  expect(plan.stdout).not.toMatch(/Spark/);
});

test.each([
  [
    'chain.config.ts',
    "import { defineChain } from 'courant'; export default defineChain({ name: 'mine' });",
  ],
  [
    'chain.config.mjs',
    'const name = await Promise.resolve("mine"); export default { name, from: import.meta.url }.from ? { name } : {};',
  ],
  ['chain.config.json', '{"name":"mine"}'],
])('a definition in %s is read as by every other command', async (file, text) => {
  const { code, path } = await synth({ [file]: text, 'spark/queries/q.sql': query });
  expect(code).toBe(0);
  const documents = Yaml.load(join(path, 'dist', all[0]!)) as Manifest[];
  expect(find(documents, 'Namespace').metadata.name).toBe('mine');
});

test('as JSON the files are listed as seen from here', async () => {
  const { code, stdout, stderr } = await synth(mine, '--output', 'made', '-o', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(synthDocument.parse(JSON.parse(stdout))).toEqual({
    files: ['made', 'made/production'].flatMap((place) => all.map((file) => `${place}/${file}`)),
    removed: [],
  });
});

test('what an earlier synth wrote is replaced or removed, and what others put beside it stays', async () => {
  const { code, stdout, path } = await synth({
    ...mine,
    'dist/0001-kafka.k8s.yaml': own,
    'dist/0004-spark.k8s.yaml': own,
    'dist/production/0005-generator.k8s.yaml': own,
    'dist/kustomization.yaml': 'resources: []',
  });
  expect(code).toBe(0);
  expect(stdout).toContain('- dist/0004-spark.k8s.yaml, which is not made any more\n');
  expect(await readdir(join(path, 'dist'))).toEqual([...all, 'kustomization.yaml', 'production']);
  expect(await readdir(join(path, 'dist/production'))).toEqual(all);
  expect((await courant({ cwd: path }, 'synth')).code).toBe(0);
});

test.each<[string, Record<string, string>, string]>([
  [
    "only others' files",
    { 'dist/bundle.js': 'x' },
    'the folder "dist" is not empty, and synth did not write it\n  it holds bundle.js',
  ],
  [
    "another's file of a name that synth writes",
    { 'dist/0000-namespace.k8s.yaml': own, 'dist/0001-kafka.k8s.yaml': 'kind: Kafka\n' },
    'the folder "dist" has manifests that synth did not write\n  it holds 0001-kafka.k8s.yaml',
  ],
  [
    "another's object in such a file",
    { 'dist/production/0001-kafka.k8s.yaml': `${own}---\nkind: Secret\n` },
    'the folder "dist" has manifests that synth did not write\n  it holds production/0001-kafka.k8s.yaml',
  ],
  ['a file in its place', { dist: 'x' }, '"dist" is a file'],
])('%s: nothing is written or removed', async (_what, files, message) => {
  const { code, stdout, stderr, path } = await synth({ ...mine, ...files });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    `error COURANT_FOLDER_NOT_EMPTY: ${message}\n  nothing was written\n  → name an empty folder: courant synth --output manifests`,
  );
  for (const [file, text] of Object.entries(files)) {
    expect(await readFile(join(path, file), 'utf8')).toBe(text);
  }
  expect(await manifests(join(path, 'dist'))).toEqual(
    Object.keys(files).flatMap((file) => /^dist\/([^/]+\.yaml)$/.exec(file)?.[1] ?? []),
  );
});

test('of a definition that a target hands over only the profile that it names is written', async () => {
  folder = await makeFolder({ 'spark/queries/q.sql': query });
  const chain = resolveChain({ name: 'mine', profile: 'production' }, 'chain.config.ts');
  await writeFile(join(folder.path, 'definition.json'), JSON.stringify(chain));
  const flags = ['--definition', 'definition.json', '--output', 'made'];
  expect(await courant({ cwd: folder.path }, 'synth', ...flags)).toMatchObject({ code: 0 });
  expect(await manifests(join(folder.path, 'made'))).toEqual([]);
  expect(await manifests(join(folder.path, 'made/production'))).toEqual(all);
});

test('what was written before stays when the definition became impossible', async () => {
  const { code, path } = await synth({
    ...mine,
    'chain.config.ts': 'export default { name: "mine", generator: { rate: -1 } };',
    'dist/0004-spark.k8s.yaml': own,
  });
  expect(code).toBe(2);
  expect(await manifests(join(path, 'dist'))).toEqual(['0004-spark.k8s.yaml']);
});

test('metrics are one file more, which goes when nobody asks for them any more', async () => {
  const config = (fields: string) => `export default { name: "mine"${fields} };`;
  const { code, path } = await synth({ ...mine, 'chain.config.ts': config(', metrics: true') });
  expect(code).toBe(0);
  const metrics = '0004-metrics.k8s.yaml';
  for (const place of ['dist', 'dist/production']) {
    expect(await manifests(join(path, place))).toEqual([...all, metrics]);
  }
  await writeFile(join(path, 'chain.config.ts'), config(''));
  const { stdout } = await courant({ cwd: path }, 'synth');
  expect(stdout).toContain(`- dist/${metrics}, which is not made any more\n`);
  expect(await manifests(join(path, 'dist'))).toEqual(all);
  expect(await manifests(join(path, 'dist/production'))).toEqual(all);
});

test('a profile that is impossible is left out, and it is said why', async () => {
  const { code, stderr, path } = await synth({
    ...mine,
    'chain.config.ts':
      'export default { name: "mine", profile: "production", topics: { readings: { replicationFactor: 2 } } };',
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
      ...mine,
      'chain.config.ts': 'export default { name: "mine", sizing: { spark: { executors: 9 } } };',
    },
    'sizing.spark.executors: 9 executors read 4 partitions of "readings": 5 would have none',
  ],
  [
    'queries that would be the same object',
    { ...mine, 'spark/queries/a_b.sql': query, 'spark/queries/a-b.sql': query },
    'topics "a_b" and "a-b" would both be the Kubernetes object "a-b"',
  ],
  [
    'a query that cannot be an object',
    { ...mine, 'spark/queries/_a.sql': query },
    'topic "_a" would be the Kubernetes object "-a", which must begin and end with a letter or a digit',
  ],
  [
    'no queries',
    { 'chain.config.ts': 'export default { name: "mine" };' },
    'the query folder "spark/queries" is not usable: there is no such folder',
  ],
  ['no definition', {}, 'there is no chain.config.ts in '],
])('%s is refused with exit code 2', async (_what, files, message) => {
  const { code, stderr, path } = await synth(files);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
  expect(await manifests(join(path, 'dist'))).toEqual([]);
});

test('the cdk8s command writes the same', async () => {
  folder = await makeFolder();
  const cdk8s = join(root, 'node_modules/.bin/cdk8s');
  const env = { CDK8S_CHECK_UPGRADE: 'false' };
  await execa(cdk8s, ['synth', '--output', folder.path], { cwd: root, env });
  expect(await manifests(folder.path)).toEqual(all);
});

test('main.ts is a table of contents', async () => {
  const lines = (await readFile(join(root, 'main.ts'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
});
