import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { doctorDocument } from '../../cli/commands/begin/doctor.ts';
import { downDocument } from '../../cli/commands/run/down.ts';
import { statusDocument } from '../../targets/data/status.ts';
import { bin, courant, makeFolder } from './courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

const commands =
  'up status metrics show open page scale logs verify report doctor down generate reset init plan synth'.split(
    ' ',
  );
const query = 'SELECT sensor AS key, value FROM readings';

test('help names every command in the order in which one needs them, and hides what is not for people', async () => {
  folder = await makeFolder();
  const { code, stdout, stderr } = await courant({ cwd: folder.path }, '--help');
  expect(code).toBe(0);
  expect(stderr).toBe('');
  const listed = [...stdout.matchAll(/^ {2}([a-z]+)(?: [<[]\w+[>\]])? {2,}/gm)].map((m) => m[1]);
  expect(listed).toEqual([...commands, 'help']);
});

test('without a command the help is printed', async () => {
  folder = await makeFolder();
  const { code, stdout } = await courant({ cwd: folder.path });
  expect({ code, first: stdout.split('\n')[0] }).toEqual({
    code: 0,
    first: 'Usage: courant COMMAND [options]',
  });
});

test.each(commands)('help on %s', async (command) => {
  folder = await makeFolder();
  const { code, stdout } = await courant({ cwd: folder.path }, command, '--help');
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: courant ${command}`);
  expect(stdout).toContain('--output <format>');
});

test.each<[string, string[], string, string]>([
  ['an unknown command', ['satus'], '"satus" is not a command', 'try: courant status'],
  [
    'a command like no other',
    ['xyzzy'],
    '"xyzzy" is not a command',
    'see all commands: courant --help',
  ],
  ['an unknown flag', ['up', '--detch'], 'unknown option "--detch"', 'did you mean --detach?'],
  [
    'a missing argument',
    ['scale'],
    'missing required argument "replicas"',
    'see what it takes: courant scale --help',
  ],
  [
    'an argument too many',
    ['status', 'x'],
    '"status" takes 0 arguments, not 1',
    'see what it takes: courant status --help',
  ],
  [
    'replicas that are no number',
    ['scale', 'many'],
    'replicas: "many" is not a whole number from 0 to 64',
    'write a number, like: courant scale 4',
  ],
  [
    'too many replicas',
    ['scale', '65'],
    'replicas: "65" is not a whole number from 0 to 64',
    'write a number, like: courant scale 4',
  ],
  [
    'negative replicas',
    ['scale', '--', '-1'],
    'replicas: "-1" is not a whole number from 0 to 64',
    'write a number, like: courant scale 4',
  ],
  [
    'no rows',
    ['show', 'readings', '-n', '0'],
    '-n: "0" is not a whole number from 1 to 100,000',
    'write a number, like: -n 4',
  ],
  [
    'an unknown leg',
    ['logs', 'zookeeper'],
    '"zookeeper" is not one of generator, kafka, spark, flink',
    'see what it takes: courant logs --help',
  ],
  [
    'an unknown format',
    ['status', '-o', 'yaml'],
    '--output: "yaml" is not one of text, json',
    'see what it takes: courant status --help',
  ],
  [
    'a rate of nothing',
    ['generate', '--rate', '0'],
    '--rate: "0" is not a number from 0.1 to 1,000,000, nor max',
    'write readings a second, like --rate 1000',
  ],
  [
    'no duration',
    ['generate', '--duration', '10 minuts'],
    '--duration: "10 minuts" is not a duration',
    'write a number and a unit, like 30s',
  ],
  [
    'no server',
    ['generate', '--bootstrap-servers', 'localhost'],
    '--bootstrap-servers: "localhost" is not host:port',
    'write like 127.0.0.1:9092',
  ],
])('%s exits 2 and says what to type', async (_what, args, message, hint) => {
  folder = await makeFolder();
  const { code, stdout, stderr } = await courant({ cwd: folder.path }, ...args);
  expect(stderr).toBe(`error COURANT_USAGE: ${message}\n  → ${hint}`);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('the version is that of the package', async () => {
  folder = await makeFolder();
  const { stdout } = await courant({ cwd: folder.path }, '--version');
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
});

test('where nothing was started, status says so and down has nothing to do, however often', async () => {
  folder = await makeFolder({ 'chain.config.json': '{"name":"a"}', 'spark/queries/q.sql': query });
  const at = { cwd: folder.path };
  const text = await courant(at, 'status');
  expect(text).toMatchObject({ code: 0, stdout: 'target local: stopped' });
  expect(text.stderr).toContain('start it: courant up');
  const status = statusDocument.parse(
    JSON.parse((await courant(at, 'status', '-o', 'json')).stdout),
  );
  expect(status).toMatchObject({
    target: 'local',
    generator: { acknowledged: null },
    kafka: { state: 'stopped', topics: [] },
    queries: [],
    reasons: { 'generator.acknowledged': 'Kafka does not run' },
  });
  for (let time = 0; time < 2; time += 1) {
    const down = await courant(at, 'down', '-o', 'json');
    expect(down.code).toBe(0);
    expect(downDocument.parse(JSON.parse(down.stdout))).toEqual({ removed: [], left: [] });
  }
});

test('down works in a folder whose definition is broken', async () => {
  folder = await makeFolder({ 'chain.config.ts': 'export default {' });
  const { code, stdout } = await courant({ cwd: folder.path }, 'down', '--yes');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'nothing ran here and nothing was left' });
});

test.each([
  ['show', 'readings'],
  ['scale', '2'],
  ['verify'],
  ['logs'],
  ['reset', 'q'],
  ['metrics'],
])('%s needs a chain that was started', async (...args) => {
  folder = await makeFolder({
    'chain.config.json': '{"name":"a"}',
    'spark/queries/q.sql': query,
  });
  const { code, stderr } = await courant({ cwd: folder.path }, ...args);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining('COURANT_NOT_RUNNING') as string,
  });
  expect(stderr).toContain('courant up');
});

test('a chain of another folder is named with --config', async () => {
  folder = await makeFolder({ 'mine/chain.config.json': '{"name":"a"}', 'other/x': '' });
  const at = { cwd: `${folder.path}/other` };
  for (const config of ['../mine', '../mine/chain.config.json']) {
    expect(await courant(at, 'status', '--config', config)).toMatchObject({ code: 0 });
  }
});

test('doctor names what it looked at; as JSON one document', async () => {
  folder = await makeFolder({ 'chain.config.json': '{"name":"a"}', 'spark/queries/q.sql': query });
  const { code, stdout } = await courant({ cwd: folder.path }, 'doctor', '-o', 'json');
  const result = doctorDocument.parse(JSON.parse(stdout));
  expect(code).toBe(result.ok ? 0 : 3);
  expect(result.checks.map(({ id }) => id)).toContain('definition');
  expect(result.checks.find(({ id }) => id === 'definition')).toMatchObject({ ok: true });
});

test('doctor takes the flags of up that say where a cluster comes from', async () => {
  const flagsOf = async (command: string): Promise<string[]> => {
    const { stdout } = await courant({ cwd: '/' }, command, '--help');
    return [...stdout.matchAll(/^ +(--[a-z-]+).* kind: /gm)].map(([, flag = '']) => flag);
  };
  const wanted = await flagsOf('up');
  expect(wanted).toHaveLength(9);
  expect(await flagsOf('doctor')).toEqual(wanted);
  for (const command of ['status', 'scale', 'logs', 'show', 'verify', 'reset', 'down']) {
    expect(await flagsOf(command), command).toContain('--cluster');
  }
});

test('an unknown query cannot be reset, and the right one is proposed', async () => {
  folder = await makeFolder({
    'chain.config.json': '{"name":"a"}',
    'spark/queries/sensor_stats.sql': query,
  });
  const { code, stderr } = await courant({ cwd: folder.path }, 'reset', 'sensor_stat', '--yes');
  expect(code).toBe(2);
  expect(stderr).toBe(
    [
      'error COURANT_USAGE: there is no query "sensor_stat"',
      '  queries: sensor_stats',
      '  nothing was changed',
      '  → did you mean "sensor_stats"?',
    ].join('\n'),
  );
});

test('no query is proposed for a reset where none is near', async () => {
  folder = await makeFolder({
    'chain.config.json': '{"name":"a"}',
    'spark/queries/append.sql': query,
    'spark/queries/sensor_stats.sql': query,
  });
  const { code, stderr } = await courant({ cwd: folder.path }, 'reset', 'nosuch', '--yes');
  expect(code).toBe(2);
  expect(stderr).toBe(
    [
      'error COURANT_USAGE: there is no query "nosuch"',
      '  queries: append, sensor_stats',
      '  nothing was changed',
    ].join('\n'),
  );
});

test('what deletes data asks, and exits 2 where nobody can answer', async () => {
  folder = await makeFolder({
    'chain.config.json': '{"name":"a"}',
    'spark/queries/sensor_stats.sql': query,
    '.courant/checkpoints/sensor_stats/metadata': '{}',
  });
  const { code, stderr } = await courant({ cwd: folder.path }, 'reset', 'sensor_stats');
  expect(code).toBe(2);
  expect(stderr).toContain('COURANT_NOT_CONFIRMED');
  expect(stderr).toContain('→ add --yes: courant reset sensor_stats --yes');
});

test('a reader that has enough is no failure', async () => {
  folder = await makeFolder();
  const pipe = 'set -o pipefail; "$1" "$2" --help | true';
  execFileSync('bash', ['-c', pipe, 'bash', process.execPath, bin], { stdio: 'pipe' });
});

test('the stack of an error is shown with --verbose only', async () => {
  folder = await makeFolder({ 'chain.config.ts': 'export default nope;' });
  const short = await courant({ cwd: folder.path }, 'up');
  const long = await courant({ cwd: folder.path }, 'up', '--verbose');
  expect(short.stderr).not.toContain('    at ');
  expect(long.stderr).toContain('caused by: ReferenceError: nope is not defined');
  expect(long.stderr).toMatch(/at .*cli\/chain\/runDefinition\.ts:\d+/);
});

test('what a definition says cannot act on the terminal', async () => {
  folder = await makeFolder({ 'chain.config.json': '{"name":"\\u001b[31m\\u202e"}' });
  const { stderr } = await courant({ cwd: folder.path }, 'up');
  expect(stderr).not.toMatch(/[\u202e]/);
  expect(stderr).toContain('name: "\\u001b[31m\\u202e" is no chain name');
});
