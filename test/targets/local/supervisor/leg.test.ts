import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../../../../targets/machine/processes.ts';
import { Leg } from '../../../../targets/local/supervisor/leg.ts';
import { waitFor } from '../../../../targets/wait.ts';

let folder: string;
let leg: Leg | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courant-leg-'));
});
afterEach(async () => {
  await leg?.stop();
  leg = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A leg that runs this JavaScript. */
function legOf(script: string, options: { mayFinish?: boolean; patienceMs?: number } = {}): Leg {
  leg = new Leg({
    name: 'generator',
    id: 'generator-0',
    log: join(folder, 'leg.log'),
    program: () =>
      Promise.resolve({
        file: process.execPath,
        args: ['-e', script],
        cwd: folder,
        env: process.env,
      }),
    patienceMs: options.patienceMs ?? 5_000,
    mayFinish: options.mayFinish ?? false,
    onChange: () => undefined,
  });
  leg.start();
  return leg;
}

function until<T>(what: string, look: () => T | undefined): Promise<T> {
  return waitFor({
    poll: () => Promise.resolve(look()),
    deadlineMs: 60_000,
    everyMs: 10,
    late: () => new Error(`not in time: ${what}, ${JSON.stringify(leg?.snapshot())}`),
  });
}

const forever = 'console.log("here"); setInterval(() => {}, 1000)';
const started = (of: Leg) => until('it runs', () => of.snapshot().process ?? undefined);

test('a leg that is killed is started again, and says how often and why', async () => {
  const running = legOf(forever);
  const first = await started(running);
  process.kill(first.pid, 'SIGKILL');
  const second = await until('another process', () => {
    const { process: now } = running.snapshot();
    return now !== null && now.pid !== first.pid ? now : undefined;
  });
  expect(await isAlive(first)).toBe(false);
  expect(await isAlive(second)).toBe(true);
  expect(running.snapshot()).toMatchObject({ state: 'starting', restarts: 1 });
  expect(running.snapshot().lastFailure).toMatch(/^ended by SIGKILL: /);
});

test('an event counts of the process that runs now, whatever time its clock tells', async () => {
  const event = JSON.stringify({ time: '1999-12-31T00:00:00.000Z', event: 'started' });
  // Only the first one says it, before it waits.
  const running = legOf(
    `const fs = require('node:fs'); if (!fs.existsSync('once')) { fs.writeFileSync('once', ''); console.log('${event}'); } ${forever}`,
  );
  const first = await started(running);
  await waitFor({
    poll: async () => ((await running.hasLogged('started')) ? true : undefined),
    deadlineMs: 60_000,
    everyMs: 10,
    late: () => new Error('the event is not seen'),
  });
  process.kill(first.pid, 'SIGKILL');
  await until('another process', () => {
    const { process: now } = running.snapshot();
    return now !== null && now.pid !== first.pid ? now : undefined;
  });
  await waitFor({
    poll: async () =>
      (await readFile(join(folder, 'leg.log'), 'utf8')).match(/here/g)?.length === 2
        ? true
        : undefined,
    deadlineMs: 60_000,
    everyMs: 10,
    late: () => new Error('the second one does not speak'),
  });
  expect(await running.hasLogged('started')).toBe(false);
});

test('what it said last is told with its exit code', async () => {
  const failing = legOf('console.error("no room on the disk"); process.exit(7)');
  await until('it failed', () => (failing.snapshot().restarts > 0 ? true : undefined));
  expect(failing.snapshot().lastFailure).toBe('ended with exit code 7: no room on the disk');
});

test('of a JSON log line the event and the message are told', async () => {
  const line = JSON.stringify({ time: 'now', event: 'runner_failed', message: 'no memory' });
  const failing = legOf(`console.log(${JSON.stringify(line)}); process.exit(1)`);
  await until('it failed', () => (failing.snapshot().restarts > 0 ? true : undefined));
  expect(failing.snapshot().lastFailure).toContain('runner_failed: no memory');
});

test('a program that is not there fails the leg, not the supervisor', async () => {
  leg = new Leg({
    name: 'kafka',
    id: 'kafka',
    log: join(folder, 'leg.log'),
    program: () =>
      Promise.resolve({ file: join(folder, 'no-java'), args: [], cwd: folder, env: {} }),
    patienceMs: 1_000,
    mayFinish: false,
    onChange: () => undefined,
  });
  leg.start();
  await until('it failed', () => (leg?.snapshot().state === 'failed' ? true : undefined));
  expect(leg.snapshot().lastFailure).toContain('ENOENT');
});

test('a leg that may finish and did is not started again', async () => {
  const done = legOf('console.log("done")', { mayFinish: true });
  await until('it is done', () => (done.isStopped ? true : undefined));
  expect(done.snapshot()).toMatchObject({ state: 'stopped', restarts: 0, process: null });
  expect(await readFile(join(folder, 'leg.log'), 'utf8')).toBe('done\n');
});

test('stop ends it also where it does not listen, and it stays stopped', async () => {
  const deaf = legOf(`process.on('SIGTERM', () => {}); ${forever}`, { patienceMs: 300 });
  const identity = await started(deaf);
  await deaf.stop();
  expect(await isAlive(identity)).toBe(false);
  expect(deaf.snapshot()).toMatchObject({ state: 'stopped', process: null });
});

test('stop while it is being started again leaves nothing behind', async () => {
  const failing = legOf('process.exit(1)');
  await until('it failed', () => (failing.snapshot().state === 'failed' ? true : undefined));
  await failing.stop();
  expect(failing.snapshot()).toMatchObject({ state: 'stopped', process: null });
});

test('a paused leg is ended and not started again, until it is resumed', async () => {
  const running = legOf(forever);
  const first = await started(running);
  await running.pause();
  expect(await isAlive(first)).toBe(false);
  expect(running.snapshot()).toMatchObject({ state: 'paused', process: null, restarts: 0 });
  await running.pause();
  running.resume();
  const second = await started(running);
  expect(second.pid).not.toBe(first.pid);
  expect(running.snapshot()).toMatchObject({ restarts: 0, lastFailure: null });
});

test('a paused leg can be stopped, and one that is done stays done when it is paused', async () => {
  const paused = legOf(forever);
  await started(paused);
  await paused.pause();
  await paused.stop();
  expect(paused.snapshot().state).toBe('stopped');
  paused.resume();
  expect(paused.snapshot().state).toBe('stopped');
  const done = legOf('', { mayFinish: true });
  await until('it is done', () => (done.isStopped ? true : undefined));
  await done.pause();
  expect(done.snapshot().state).toBe('stopped');
});
