/** Events of a definition's own fields through the whole chain: typed columns, faults, a killed generator, the proof. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

const rate = 0.01;
const fields = {
  user: { type: 'choice', count: 500, prefix: 'user-', skew: 1 },
  payment: { type: 'sequence', from: 1 },
  country: { type: 'choice', values: ['DE', 'FR', 'US'] },
  currency: { type: 'lookup', after: 'country', of: { US: 'USD' }, otherwise: 'EUR' },
  amount: { type: 'number', distribution: 'logNormal', median: 25, sigma: 1 },
  card: { type: 'boolean', chance: 0.8 },
  note: { type: 'text', words: ['thanks', 'again'], nulls: 0.5 },
  'der "Ort".x': {
    type: 'object',
    fields: { größe: { type: 'number', distribution: 'uniform', min: 0, max: 9, digits: 0 } },
  },
};

const queries = {
  // Projections run in real time, a window in batches.
  'queries/large.sql': `
    SELECT user AS key, event_time, payment, currency, amount, note, \`der "Ort".x\`.\`größe\` AS size,
           try_variant_get(data, '$.amount', 'double') AS again
    FROM readings WHERE amount > 40 AND card`,
  'queries/spent.sql': `
    SELECT currency AS key, window.start AS window_start, window.end AS window_end, count(*) AS n, sum(amount) AS spent
    FROM readings WATERMARK event_time DELAY OF INTERVAL 10 SECONDS
    GROUP BY currency, window(event_time, '5 seconds')`,
};

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make(
    {
      name: 'records',
      generator: {
        rate: 1_000,
        source: { type: 'records', key: 'user', fields },
        faults: { late: { rate }, doubled: { rate }, withheld: { rate }, malformed: { rate } },
      },
      queries: { folder: 'queries' },
    },
    queries,
  );
  await chain.up();
});
afterAll(() => chain.dispose());

async function untilRead(rows: number): Promise<void> {
  await chain.until('rows of both queries', (seen) =>
    seen.queries.every((query) => query.rowsRead > rows),
  );
}

async function rows(query: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await chain.run('show', query, '-n', '50', '-o', 'json');
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { value: Record<string, unknown> }).value);
}

test('each field is a column of its type', async () => {
  await untilRead(5_000);
  const large = await rows('large');
  expect(large.length).toBeGreaterThan(10);
  for (const row of large) {
    expect(row).toMatchObject({
      event_time: expect.any(String) as string,
      payment: expect.any(Number) as number,
      currency: expect.stringMatching(/^(EUR|USD)$/) as string,
      size: expect.any(Number) as number,
    });
    expect(row['amount']).toBeGreaterThan(40);
    expect(row['again']).toBe(row['amount']);
    expect(Number.isInteger(row['size'])).toBe(true);
  }
  for (const row of await rows('spent')) {
    expect(row['spent']).toBeGreaterThan(0);
  }
});

test('a generator that is killed goes on: nothing is lost, and each fault is found', async () => {
  const { legs, queries: before } = await chain.status();
  const pid = legs.find(({ id }) => id === 'generator-0')?.pid;
  process.kill(pid!, 'SIGKILL');
  await chain.until('another process generates', (seen) =>
    seen.legs.some((leg) => leg.id === 'generator-0' && leg.pid !== null && leg.pid !== pid),
  );
  await untilRead((before[0]?.rowsRead ?? 0) + 5_000);
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0, producers: 1 });
  expect(result.found).toEqual(result.injected);
});

test('a field more leaves the state of the queries as it is', async () => {
  expect(await chain.run('down', '--keep-data')).toMatchObject({ code: 0 });
  const { result } = await chain.verify();
  await chain.redefine((definition) => {
    const { source } = definition['generator'] as { source: { fields: object } };
    source.fields = { first: { type: 'constant', value: 1 }, ...source.fields };
  });
  await chain.up();
  await untilRead(result.acknowledged + 500);
  expect((await chain.verify('--deep')).result.problems).toEqual([]);
});
