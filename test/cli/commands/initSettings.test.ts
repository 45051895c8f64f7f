/** Files that need more said of them than their columns: init says it, and the new chain reads them. */
import { expect, it } from 'vitest';
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
