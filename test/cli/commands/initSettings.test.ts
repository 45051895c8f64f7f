/** Files that need more said of them than their columns: init says it, and the new chain reads them. */
import { expect, it } from 'vitest';
import { courant } from '../courant.ts';
import { useInit } from './useInit.ts';

const init = useInit();

it.each([
  [
    'logger.csv',
    '"TOA5","CR1000"\n"TIMESTAMP","RECORD","AirTC"\n"TS","RN","Deg C"\n"2026-06-22 09:00:00",1,24.5\n"2026-06-22 09:15:00",2,25.1\n',
    ['skipLines: 1,', 'unitLines: 1,'],
    [24.5, 25.1],
  ],
  [
    'river.tsv',
    "# Data\n# it's 'quoted'\ndatetime\tflow\n20d\t14n\n2024-11-03 01:45\t12,5\n2024-11-03 02:45\t1,25\n",
    [`comment: '#',`, 'unitLines: 1,'],
    [12.5, 1.25],
  ],
  [
    'units.csv',
    'time,temp\n,°C\n2024-11-03 01:45,12.5\n2024-11-03 02:45,1.25\n',
    ['unitLines: 1,', `time: 'time',`],
    [12.5, 1.25],
  ],
  [
    'davis.txt',
    '\t\tTemp\nDate\tTime\tOut\n1/13/20\t 1:00a\t1.5\n1/13/20\t 1:00p\t2.5\n',
    ['unitLines: 1,', `timeFormat: 'MM/dd/yy hh:mma',`],
    [1.5, 2.5],
  ],
  [
    'wrapped.json',
    '{"n":1,"results":[{"t":"2022-10-03T16:00:00Z","v":10},{"t":"2022-10-03T17:00:00Z","v":11}]}',
    [`records: 'results',`],
    [10, 11],
  ],
])('%s', async (name, content, lines, values) => {
  await init.write({ [name]: content });
  const source = await init.sourceFrom(name);
  for (const line of lines) expect(source).toContain(line);
  expect((await init.readings()).map(({ value }) => value)).toEqual(values);
});

it('what may make wrong data is said', async () => {
  await init.write({ 'headless.csv': 'X1,20200101,TMAX,101\nX1,20200102,TMAX,102\n' });
  const { stderr } = await courant({ cwd: init.path }, 'init', 'chain', '--from', 'headless.csv');
  expect(stderr).toContain('looks like a row: write a line with 4 names above it');
});

it('a code with leading zeros, or what is called a number of something, is no value', async () => {
  await init.write({ 'codes.csv': 'No,plant_no,zip,pm2.5\n1,7,01646,5.5\n2,8,01647,6.5\n' });
  await init.sourceFrom('codes.csv');
  expect(await init.read('chain/chain.config.ts')).toContain("value: 'pm2.5'");
});
