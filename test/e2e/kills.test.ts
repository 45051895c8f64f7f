/** The runner killed within batches of each mode, and its queries' modes changed: it goes on, and nothing is lost. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';
import { RunnerUnderFire } from './runner-under-fire.ts';

/** By hand: `KILLS=20 npx vitest run test/e2e/kills.test.ts`. */
const kills = Number(process.env.KILLS ?? 1);
const rate = 0.02;
const sentence = `SELECT sensor AS key, value, event_time FROM readings WHERE value > 0\n`;
const paced = `-- courant: trigger=100ms\n${sentence}`;
const queries = ['live', 'paced', 'sensor_stats'] as const;

let chain: ChainUnderTest;
let runner: RunnerUnderFire;

beforeAll(async () => {
  chain = await ChainUnderTest.make(
    {
      name: 'kills',
      generator: {
        rate: 500,
        faults: { late: { rate }, doubled: { rate }, malformed: { rate } },
      },
    },
    { 'spark/queries/live.sql': sentence, 'spark/queries/paced.sql': paced },
  );
  await chain.up();
  runner = await RunnerUnderFire.of(chain);
});
afterAll(async () => {
  await runner.close();
  await chain.dispose();
});

const edit = (name: string, text: string) =>
  writeFile(join(chain.folder, 'spark/queries', `${name}.sql`), text);

/** Every query reads on, and `live` runs so. */
async function untilLive(kind: 'realTime' | 'microBatch'): Promise<void> {
  await runner.untilBack(queries);
  await chain.until(`live runs in ${kind}`, ({ queries: seen }) =>
    seen.some(({ name, mode }) => name === 'live' && mode?.kind === kind),
  );
}

test('each query says how it runs, and why not in real time', async () => {
  const seen = await chain.until('every query runs', ({ queries: seen }) =>
    queries.every((name) => seen.some((query) => query.name === name && query.rowsRead > 500)),
  );
  const modes = seen.queries.map(({ name, mode }) => [name, mode]);
  expect(Object.fromEntries(modes)).toMatchObject({
    live: { kind: 'realTime' },
    paced: { kind: 'microBatch', reason: 'a trigger is set' },
    sensor_stats: { kind: 'microBatch' },
  });
});

test.each(['paced', 'sensor_stats'])(
  'killed within a batch of %s and one in real time',
  async (query) => {
    for (let kill = 0; kill < kills; kill++) {
      await runner.killWithin(['live', query]);
      await runner.untilBack(queries);
    }
  },
  3_600_000,
);

test('killed within a batch, and started in the other mode', async () => {
  for (let kill = 0; kill < kills; kill++) {
    await runner.killWithin(['live'], () => edit('live', paced));
    await untilLive('microBatch');
    await runner.killWithin(['live'], () => edit('live', sentence));
    await untilLive('realTime');
  }
}, 3_600_000);

test('killed within a batch in real time, and its condition edited', async () => {
  await runner.killWithin(['live'], () => edit('live', sentence.replace('> 0', '> 20')));
  await untilLive('realTime');
}, 300_000);

test('all of it is proven, and what was written again is known as the same', async () => {
  await chain.run('down', '--keep-data');
  const { result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0 });
  for (const name of queries) {
    const replayed = result.queries.find((query) => query.name === name)?.replayedRows;
    expect(replayed, name).toBeGreaterThan(0);
  }
}, 600_000);
