/** `courant report` of a chain that runs: what only a run can tell, and what an interruption leaves. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportDocument } from '../../deck/report.ts';
import { ChainUnderTest } from './chain-under-test.ts';

let chain: ChainUnderTest;
beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'reported', generator: { rate: 500 } });
  await chain.up();
});
afterAll(() => chain.dispose());

test('an interruption leaves the generators that there were, and no report', async () => {
  const measuring = chain.start('report', '--measure', '--out', 'cut-short');
  await chain.until('three generators', (status) => status.generator.replicas === 3);
  measuring.kill('SIGINT');
  const { exitCode, stderr } = await measuring;
  expect(exitCode, stderr).toBe(130);
  expect((await chain.status()).generator.replicas).toBe(1);
  expect(await readdir(join(chain.folder, 'cut-short'))).toEqual([]);
});

test('what is measured is told with its source, and proven to the end', async () => {
  const { figures, verdict, files } = await chain.json<ReportDocument>('report', '--measure');
  const measured = (start: string) => figures.filter(({ id }) => id.startsWith(start));
  expect(measured('scale.')).toHaveLength(15);
  expect(measured('recovery.')).toHaveLength(9);
  // A machine that is busy may not get so far before a deadline: then it says so.
  const missing = figures.filter(({ value }) => value === null);
  const measuredOnes = missing.filter(({ id }) => /^(scale|recovery)\./.test(id));
  expect(measuredOnes.filter((figure) => figure.missing !== 'notReached')).toEqual([]);
  expect(measuredOnes.length).toBeLessThan(8);
  // What a killed generator does not know of leaves it at so far.
  expect(verdict).not.toBe('notProven');
  expect(files).toEqual(['report/report.pptx', 'report/report.html']);
  const { legs, generator } = await chain.status();
  expect(generator.replicas).toBe(1);
  expect(legs.every(({ state }) => state === 'running')).toBe(true);
});
