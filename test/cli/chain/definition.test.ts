import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { importDefinition } from '../../../cli/chain/runDefinition.ts';
import { bin, courant, installed, makeFolder } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

const query = 'SELECT sensor AS key, value FROM readings';
const define = (fields: string): string =>
  `import { defineChain } from 'courant';\nexport default defineChain(${fields});\n`;

/** `up` with files; a definition with problems starts nothing and leaves nothing. */
async function up(files: Readonly<Record<string, string>>) {
  folder = await makeFolder(files);
  const result = await courant({ cwd: folder.path }, 'up', '--detach');
  expect(existsSync(join(folder.path, '.courant'))).toBe(false);
  expect(result.stdout).toBe('');
  expect(result.code).toBe(2);
  return result.stderr;
}

test.each<[string, string, string[]]>([
  ['empty', '', ['error COURANT_CONFIG_MISSING: chain.config.ts is empty']],
  [
    'only comments',
    '// nothing yet\n',
    ['error COURANT_CONFIG_MISSING: chain.config.ts exports nothing'],
  ],
  [
    'no default export',
    'export const chain = { name: "a" };',
    ['error COURANT_CONFIG_MISSING: chain.config.ts exports "chain" but no default'],
  ],
  [
    'undefined',
    'export default undefined;',
    ['error COURANT_CONFIG_MISSING: chain.config.ts exports undefined'],
  ],
  [
    'a syntax error',
    'export default {\n  name: "a",,\n};',
    [
      'error COURANT_CONFIG_INVALID: chain.config.ts has 1 error',
      '  chain.config.ts:2:13: Expected identifier but found ","',
      '      name: "a",,',
      '                ^',
      '  nothing was started',
      '  → mend line 2 of chain.config.ts',
    ],
  ],
  [
    'it throws',
    'const x: string = undefined as never;\nexport default { name: x.trim() };',
    [
      'error COURANT_CONFIG_INVALID: chain.config.ts failed while it ran',
      "  chain.config.ts:2:26: TypeError: Cannot read properties of undefined (reading 'trim')",
    ],
  ],
  [
    'a forgotten import',
    'export default defineChain({ name: "a" });',
    ["  → add at the top: import { defineChain } from 'courant';"],
  ],
  [
    'a promise of a group',
    define('{ name: "a", topics: Promise.resolve({}) as never }'),
    ['  topics: it is a promise', '    → await it'],
  ],
  [
    'an end of its own',
    'process.exit(0);\nexport default { name: "a" };',
    [
      'error COURANT_CONFIG_INVALID: chain.config.ts ended the command while it ran, with exit code 0',
      '  → remove process.exit from it, and catch what it throws later',
    ],
  ],
  ['a function', 'export default () => ({ name: "a" });', ['  the definition is a function']],
  [
    'several problems',
    define('{ name: "A", profil: "laptop", generator: { rate: -1 } }'),
    [
      'error COURANT_CONFIG_INVALID: chain.config.ts has 3 problems',
      '    → did you mean "profile"?',
      '  nothing was started',
    ],
  ],
  [
    'a password',
    define('{ name: "a", generator: { password: "hunter2" } }'),
    [
      '  generator.password: a password or another secret in clear; a definition is copied into logs, files and manifests',
    ],
  ],
  [
    'settings of a topic that nothing writes',
    define('{ name: "a", topics: { sensor_stat: { partitions: 2 } } }'),
    [
      '  topics.sensor_stat: no query writes a topic "sensor_stat"',
      '    → did you mean "sensor_stats"?',
    ],
  ],
])('a definition with %s', async (_what, config, lines) => {
  const stderr = await up({ 'chain.config.ts': config, 'spark/queries/sensor_stats.sql': query });
  for (const line of lines) expect(stderr.split('\n')).toContain(line);
  expect(stderr).not.toContain('hunter2');
});

test('JSON with a comma too many is shown with its place', async () => {
  const stderr = await up({ 'chain.config.json': '{\n  "name": "a",\n}' });
  expect(stderr).toContain('chain.config.json:2:14: JSON does not support trailing commas');
});

test('no definition at all', async () => {
  const stderr = await up({});
  expect(stderr).toContain('error COURANT_CONFIG_MISSING: there is no chain.config.ts in ');
  expect(stderr).toContain('courant init my-chain');
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['missing', {}, 'the query folder "spark/queries" is not usable: there is no such folder'],
  [
    'a file',
    { 'spark/queries': '' },
    'the query folder "spark/queries" is not usable: it is a file, not a folder',
  ],
  [
    'without a query',
    { 'spark/queries/readme.txt': '' },
    'the query folder "spark/queries" has no .sql file',
  ],
  [
    'with names that collide',
    { 'spark/queries/a.b.sql': query, 'spark/queries/a_b.sql': query },
    'a_b.sql: "a_b" collides with "a.b"',
  ],
  [
    'with the name of the input',
    { 'spark/queries/readings.sql': query },
    'readings.sql: its rows would go to the chain\'s own topic "readings"',
  ],
  [
    'with the name of the dead letters',
    { 'spark/queries/readings_dlq.sql': query },
    'the chain\'s own topic "readings.dlq"',
  ],
  [
    'with a name of courant',
    { 'spark/queries/courant.x.sql': query },
    'topics named "courant.…" are the chain\'s own',
  ],
  ['with an illegal name', { 'spark/queries/a b.sql': query }, '"a b" is no topic name'],
  ['with an empty query', { 'spark/queries/a.sql': '' }, 'a.sql: it is empty'],
])('a query folder that is %s', async (_what, files, problem) => {
  const stderr = await up({ 'chain.config.json': '{"name":"a"}', ...files });
  expect(stderr).toContain('error COURANT_QUERY_INVALID: ');
  expect(stderr).toContain(problem);
  expect(stderr).toContain('nothing was started');
});

test('a definition that is no file', async () => {
  folder = await makeFolder();
  execFileSync('mkfifo', [join(folder.path, 'pipe')]);
  for (const path of ['pipe', '/dev/zero', 'missing.ts']) {
    const { code, stderr } = await courant({ cwd: folder.path }, 'up', '--config', path);
    expect(code).toBe(2);
    expect(stderr).toContain('COURANT_CONFIG_MISSING');
  }
});

test('a definition may be computed, awaited, import files beside it, and use what Node has', async () => {
  folder = await makeFolder({
    'chain.config.ts': `import { defineChain } from 'courant';
import { hostname } from 'node:os';
import { rate } from './rate.ts';
import shared from './shared.json';
const chain = defineChain({ ...shared, generator: { rate: rate + hostname().length * 0 } });
export default Promise.resolve(chain);`,
    'rate.ts': 'export const rate: number = 0;',
    'shared.json': '{"name":"a"}',
    'spark/queries/a.sql': query,
  });
  const { stderr } = await courant({ cwd: folder.path }, 'up');
  expect(stderr).toContain('generator.rate: 0 is not within 0.1 to 1,000,000 readings a second');
});

const hanging = `await new Promise((done) => setTimeout(done, 1e9));
process.stderr.write('never');
export default { name: 'a' };`;

test.each([
  ['SIGTERM', ['generate', '--stdout', '--sample', '1']],
  ['SIGINT', ['up']],
] as const)('%s ends a command whose definition does not finish', async (signal, args) => {
  folder = await makeFolder({ 'chain.config.ts': `process.stderr.write('begun');\n${hanging}` });
  const running = execa(process.execPath, [bin, ...args], {
    cwd: folder.path,
    env: installed,
    reject: false,
  });
  // Its first word is said by the definition itself.
  await once(running.stderr, 'data');
  running.kill(signal);
  expect(await running).toMatchObject({
    exitCode: 130,
    stdout: '',
    stderr:
      'begunerror COURANT_INTERRUPTED: interrupted: the definition had not finished\n  nothing was started',
  });
});

test('a definition that does not finish is given up', async () => {
  folder = await makeFolder({ 'chain.config.ts': hanging });
  const path = join(folder.path, 'chain.config.ts');
  await expect(importDefinition(path, 'chain.config.ts', { patienceMs: 50 })).rejects.toMatchObject(
    { code: 'COURANT_CONFIG_INVALID', message: 'chain.config.ts has not finished after 0.05 s' },
  );
});
