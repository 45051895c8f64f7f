import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holderOf } from '../../targets/local/claim.ts';
import { metricsDocument } from '../../cli/commands/look/metrics.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { waitFor } from '../../targets/wait.ts';
import { ChainUnderTest } from './chain-under-test.ts';

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'lifecycle', generator: { rate: 200 } });
});
afterAll(() => chain.dispose());

const queries = (name: string): string => join(chain.folder, 'spark/queries', `${name}.sql`);

test('a broken query fails the start with file, line and reason, and nothing goes on', async () => {
  await writeFile(queries('broken'), 'SELECT sensor AS key,\n       valu\nFROM readings\n');
  await writeFile(queries('ddl'), 'CREATE TABLE taken (a INT)\n');
  const { code, stderr } = await chain.run('up', '--detach');
  expect(stderr).toContain('error COURANT_QUERY_INVALID: 2 problems');
  expect(stderr).toMatch(/broken\.sql:2:8: .*`valu` cannot be resolved/);
  expect(stderr).toMatch(/ddl\.sql:1:1: only a SELECT is accepted/);
  expect(stderr).toContain('everything was stopped');
  expect(code).toBe(2);
  expect(await chain.alive()).toEqual([]);
  await Promise.all([rm(queries('broken')), rm(queries('ddl'))]);
});

test('in the foreground, Ctrl-C drains, proves, stops everything and keeps the data', async () => {
  const up = chain.start('up');
  // Without a screen to draw on the address stands among what is printed.
  let told = '';
  up.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
  await waitFor({
    poll: () =>
      Promise.resolve(
        /^page {2}http:\/\/127\.0\.0\.1:\d+\/#[0-9a-f]{32}$/m.exec(told) ?? undefined,
      ),
    deadlineMs: 120_000,
    late: () => new Error(`no page was told:\n${told}`),
  });
  await chain.until(
    'rows come out',
    ({ state, queries: seen }) =>
      state === 'running' &&
      seen.some((query) => query.state === 'running' && query.rowsRead > 400),
  );
  up.kill('SIGINT');
  const { exitCode, stdout, stderr } = await up;
  expect(stdout).toContain('proven: nothing was lost');
  expect(stdout).not.toContain('not read yet');
  expect(stderr).toContain('the data is kept');
  expect(exitCode).toBe(0);
  expect(await chain.alive()).toEqual([]);
});

test('the next start goes on with what is there; killed, its legs are found and ended', async () => {
  const before = await chain.verify();
  await chain.up();
  const { supervisor } = await chain.state();
  process.kill(supervisor.pid, 'SIGKILL');
  await chain.until('the supervisor is gone', (seen) => seen.state === 'left behind', 20_000);
  const { removed } = await chain.json<{ removed: string[] }>('down', '--keep-data');
  expect(removed).toHaveLength(3);
  expect(await chain.alive()).toEqual([]);
  const { code, result } = await chain.verify('--deep');
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0 });
  expect(result.acknowledged).toBeGreaterThan(before.result.acknowledged);
  expect(code).toBe(0);
});

test('an up that is killed when its supervisor has only just begun is joined by the next: one owner, one broker', async () => {
  const paths = localPaths(chain.folder);
  const first = chain.start('up', '--detach');
  const owner = await waitFor({
    poll: () => holderOf(paths.owner),
    deadlineMs: 60_000,
    everyMs: 5,
    late: () => new Error('nobody owns the chain'),
  });
  first.kill('SIGKILL');
  await chain.up();
  const { supervisor, legs } = await chain.state();
  expect(supervisor).toEqual(owner);
  expect(legs.map(({ id, restarts }) => [id, restarts])).toEqual(
    ['kafka', 'spark', 'generator-0'].map((id) => [id, 0]),
  );
  // Nor does one that is started all the same touch anything.
  const { code, stderr } = await chain.run('supervise', '--folder', chain.folder);
  expect(stderr).toContain('this chain has an owner already');
  expect(code).toBe(124);
  expect(await holderOf(paths.owner)).toEqual(owner);
  await chain.run('down', '--keep-data');
  expect(await chain.alive()).toEqual([]);
});

test('reset lets one query of a running chain start over with the readings that are kept', async () => {
  await chain.up();
  const { code } = await chain.run('reset', 'sensor_stats', '--yes');
  expect(code).toBe(0);
  // What was dropped stays dropped, also for a broker that did not end as it should.
  const kafka = (await chain.status()).legs.find(({ name }) => name === 'kafka');
  process.kill(kafka?.pid ?? 0, 'SIGKILL');
  const seen = await chain.until(
    'both queries have read everything',
    ({ queries: found, kafka }) => {
      const { records = 0 } = kafka.topics.find(({ name }) => name === 'readings') ?? {};
      const haveRead = found.filter(
        ({ state, rowsRead }) => state === 'running' && rowsRead > records - 2_000,
      );
      return haveRead.length === 2;
    },
  );
  expect(seen.queries).toHaveLength(2);
  await chain.run('down', '--keep-data');
  const { result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ ok: true });
  expect(result.queries.map(({ read }) => read)).toEqual([result.inTopic, result.inTopic]);
});

test('the page of a chain that runs is served until Ctrl-C, also while nobody looks', async () => {
  await chain.run('down', '--keep-data');
  await chain.json('up', '--detach', '--no-page');
  const { code, stderr } = await chain.run('open');
  expect(stderr).toContain('no page of this chain is served');
  expect(stderr).toContain('courant page');
  expect(code).toBe(3);
  const page = chain.start('page');
  const [address = ''] = await once(page.stdout, 'data').then(
    ([told]) => /http:\S+/.exec(String(told)) ?? [],
  );
  await fetch(address);
  // A command takes longer than a process that nothing holds goes on.
  const { stdout: told } = await chain.run('metrics');
  const served = await fetch(new URL('/metrics', address)).then((answer) => answer.text());
  const namesIn = (text: string) =>
    [...text.matchAll(/^# TYPE (?!courant_page)(\w+) /gm)].map(([, name]) => name);
  expect(namesIn(told)).toContain('courant_query_late_total');
  expect(namesIn(told)).toEqual(namesIn(served));
  const { metrics } = metricsDocument.parse(await chain.json('metrics'));
  expect(metrics.find(({ name }) => name === 'courant_kafka_up')?.value).toBe(1);
  expect(page.exitCode).toBeNull();
  expect(await fetch(address).then(({ status }) => status)).toBe(200);
  page.kill('SIGINT');
  expect((await page).exitCode).toBe(0);
});

test('down twice succeeds, and leaves nothing', async () => {
  expect(await chain.run('down', '--yes')).toMatchObject({ code: 0 });
  expect(await chain.run('down', '--yes')).toMatchObject({
    code: 0,
    stdout: 'nothing ran here and nothing was left',
  });
});
