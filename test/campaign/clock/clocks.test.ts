import { execa } from 'execa';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../cli/courant.ts';
import { Clocks } from './clocks.ts';

const hourMs = 3_600_000;

/** Says how far its clock is ahead of ours, in whole hours, each time it is asked. */
const hoursAhead = `process.stdin.on('data', (ourMs) => {
  console.log(Math.round((Date.now() - Number(ourMs)) / ${hourMs}));
});`;

test('the clock of a leg that runs is shifted, and right again; those of others stay', async (context) => {
  const clocks = await Clocks.make();
  if (typeof clocks === 'string') return context.skip(clocks);
  const folder = await makeFolder();
  onTestFinished(async () => {
    await clocks.remove();
    await folder.dispose();
  });
  await clocks.begin(folder.path);
  await clocks.wrapNode();
  const cwd = join(folder.path, '.courant');
  await mkdir(cwd);
  const start = (site: number) => {
    const child = execa(clocks.node, ['-e', hoursAhead, '--', `--site=${site}`, ''], { cwd });
    const lines = child.iterable()[Symbol.asyncIterator]();
    const ask = async (): Promise<string> => {
      child.stdin.write(String(Date.now()));
      return String((await lines.next()).value);
    };
    return { child, ask };
  };
  const [leg, another] = [start(0), start(1)];
  expect(await leg.ask()).toBe('0');
  await clocks.shift('generator-0', -7 * hourMs);
  expect([await leg.ask(), await another.ask()]).toEqual(['-7', '0']);
  await clocks.shift('generator-0', 0);
  expect(Math.abs(Number(await leg.ask()))).toBe(0);
  for (const { child } of [leg, another]) child.stdin.end();
  await Promise.all([leg.child, another.child]);
});
