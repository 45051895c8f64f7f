/** A campaign over a real chain: a short one is proven, and a sabotaged one is not: its negative control. */
import { execa } from 'execa';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../cli/courant.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'courant-campaign-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function campaign(...args: string[]) {
  const script = join(root, 'test/campaign/run.mjs');
  return execa(process.execPath, [script, ...args], {
    cwd: root,
    env: { TMPDIR: folder },
    reject: false,
  });
}

const short = ['--seed', '1', '--rounds', '1', '--rate', '2000', '--faults', 'kill'];

test('a round with a killed leg is proven, and nothing is left of the chain', async () => {
  const { exitCode, stdout } = await campaign(...short);
  expect(stdout).toMatch(/round 1: kill .*lost 0, doubled 0, out of order 0.* proven/);
  expect(stdout).toMatch(
    /\| 1 \| \w+ \| .* \| 2000 \| \d+ \| [\d,]+ \| (every round|0 of 1 round) proven/,
  );
  expect(exitCode).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test('a reading lost, one sent twice and a window that counts too many: found by verify and by the recount', async () => {
  const { exitCode, stdout } = await campaign(...short, '--sabotage', 'lose,double,miscount');
  expect(stdout).toMatch(/round 1: .*lost 1, doubled 1, out of order 0.* not proven/);
  expect(stdout).toMatch(/verify: .*saboteur/);
  expect(stdout).toMatch(/recount: 1 lost, 1 doubled/);
  expect(stdout).toMatch(/recount: window \S+ \d+: (\d+) readings in the topic, its row says \d+/);
  expect(stdout).toContain(
    `→ npm run campaign -- ${short.join(' ')} --sabotage lose,double,miscount`,
  );
  expect(exitCode).toBe(1);
  const kept = join(folder, 'courant-campaign/seed-1-round-1');
  expect(await readdir(folder)).toEqual(['courant-campaign']);
  expect(await readdir(kept)).toEqual(
    expect.arrayContaining(['chain', 'faults.json', 'recount.json', 'verify.json']),
  );
});

test('a kind of faults that there is not is refused', async () => {
  const { exitCode, stderr } = await campaign('--faults', 'kill,earthquake');
  expect(stderr).toMatch(/--faults: "earthquake" is none of kill, freeze/);
  expect(exitCode).toBe(2);
});
