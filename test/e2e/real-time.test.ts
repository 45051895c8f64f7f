/** A query in real time while its chain is changed around it: scaled, reset, and taken down within an open batch. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'live', generator: { rate: 200 } });
  await chain.up();
});
afterAll(() => chain.dispose());

const hot = () =>
  chain.until('the query runs in real time, within an open batch', ({ queries }) =>
    queries.some(
      ({ name, state, mode, rowsRead }) =>
        name === 'hot_readings' &&
        state === 'running' &&
        mode?.kind === 'realTime' &&
        rowsRead > 400,
    ),
  );

test('reads what a second generator writes too', async () => {
  await hot();
  expect(await chain.run('scale', '2')).toMatchObject({ code: 0 });
  await chain.until('two generators run', ({ generator }) => generator.replicas === 2);
  await hot();
});

test('starts over when it is reset', async () => {
  expect(await chain.run('reset', 'hot_readings', '--yes')).toMatchObject({ code: 0 });
  await hot();
});

test('ends its open batch when the chain is taken down, and goes on behind it', async () => {
  await hot();
  expect(await chain.run('down', '--keep-data')).toMatchObject({ code: 0 });
  const first = await chain.verify('--deep');
  expect(first.result.problems).toEqual([]);
  const replayed = ({ result }: typeof first) =>
    result.queries.find(({ name }) => name === 'hot_readings')?.replayedRows;
  expect(replayed(first)).toBe(0);
  await chain.up();
  const { acknowledged } = first.result;
  await chain.until('it reads on', ({ queries }) =>
    queries.every(({ rowsRead }) => rowsRead > acknowledged + 400),
  );
  await chain.run('down', '--keep-data');
  const second = await chain.verify('--deep');
  expect(second.result.problems).toEqual([]);
  expect(replayed(second)).toBe(0);
});
