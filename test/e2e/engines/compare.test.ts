/** The same question asked of both engines on the same readings, and of Spark once more in one batch. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CompareDocument } from '../../../cli/commands/prove/comparisonDocument.ts';
import { kafkaClient, openKafka } from '../../../kafka/client.ts';
import type { KafkaConnection, TopicRecord } from '../../../kafka/client.ts';
import { ChainUnderTest } from '../chain-under-test.ts';

const sparkWindows = `SELECT sensor AS key, window.start AS window_start, window.end AS window_end, count(*) AS n,
  avg(value) AS average
FROM readings WATERMARK event_time DELAY OF INTERVAL 2 SECONDS
GROUP BY sensor, window(event_time, '2 seconds')
`;
/** @param n what is written as the count */
const flinkWindows = (n: string): string => `-- courant: watermark=2s
SELECT sensor AS key, TUMBLE_START(event_time, INTERVAL '2' SECOND) AS window_start,
  TUMBLE_END(event_time, INTERVAL '2' SECOND) AS window_end, ${n} AS n, AVG(\`value\`) AS average
FROM readings
GROUP BY sensor, TUMBLE(event_time, INTERVAL '2' SECOND)
`;

let chain: ChainUnderTest;
beforeAll(async () => {
  chain = await ChainUnderTest.make(
    {
      name: 'both',
      generator: { rate: 300, source: { type: 'random', sensors: 5 } },
      queries: { spark: { folder: 'sql/spark' }, flink: { folder: 'sql/flink' } },
    },
    {
      'sql/spark/windows.sql': sparkWindows,
      'sql/spark/totals.sql': 'SELECT sensor AS key, count(*) AS n FROM readings GROUP BY sensor\n',
      'sql/spark/hot.sql':
        'SELECT sensor AS key, event_time, value FROM readings WHERE value > 0\n',
      'sql/flink/windows_flink.sql': flinkWindows('COUNT(*)'),
      'sql/flink/wrong_flink.sql': flinkWindows('COUNT(*) + 1'),
      'sql/flink/totals_flink.sql':
        'SELECT sensor AS key, COUNT(*) AS n FROM readings GROUP BY sensor\n',
    },
  );
  await chain.up();
});
afterAll(() => chain.dispose());

async function compare(...args: string[]) {
  const { code, stdout, stderr } = await chain.run('compare', ...args, '-o', 'json');
  if (stdout === '') throw new Error(`compare printed no document: exit ${code}\n${stderr}`);
  return { code, document: JSON.parse(stdout) as CompareDocument };
}

it('finds the windows of both engines equal while readings come, and tells what each costs', async () => {
  const { code, document } = await compare('windows', 'windows_flink', '--seconds', '6');
  expect(document.results).toMatchObject({ verdict: 'equal', rowsAre: 'window', differences: [] });
  expect(document.results.equal).toBeGreaterThan(0);
  expect(code).toBe(0);
  expect(document.queries).toMatchObject([
    { engine: 'spark', output: 'update' },
    { engine: 'flink', output: 'update' },
  ]);
  expect(document.delaysDiffer).toBeNull();
  for (const cost of document.costs ?? []) {
    expect(cost.cores).toBeGreaterThan(0);
    expect(cost.cpuSecondsPerMillion).toBeGreaterThan(0);
    expect(cost.residentBytes).toBeGreaterThan(0);
    expect(cost.firstRowMs).toBeGreaterThan(0);
    expect(cost.followed).toBeGreaterThan(0);
    expect(cost.p99Ms).toBeGreaterThanOrEqual(cost.p50Ms ?? Infinity);
  }
});

it('fails with exit code 4 where a query counts otherwise, and names the windows', async () => {
  const { code, document } = await compare('windows', 'wrong_flink', '--seconds', '0');
  expect(code).toBe(4);
  expect(document.costs).toBeNull();
  expect(document.results).toMatchObject({ verdict: 'different', equal: 0 });
  const [first] = document.results.differences;
  expect(first).toMatchObject({ columns: ['n'], key: expect.any(String) as string });
});

it('does not compare running totals of readings that still come', async () => {
  const { code, document } = await compare('totals', 'totals_flink', '--seconds', '0');
  // Both may have read the same by chance.
  if (document.results.verdict === 'equal') return;
  expect(document.results).toMatchObject({ verdict: 'undecided', rowsAre: 'key' });
  expect(code).toBe(124);
});

it('finds everything equal once all is read, and the same computed once more in one batch', async () => {
  await chain.run('scale', '0');
  await chain.until('all is read', ({ queries }) => queries.every(({ lagRows }) => lagRows === 0));
  const totals = await compare('totals', 'totals_flink', '--seconds', '0');
  expect(totals.document.results).toMatchObject({ verdict: 'equal', equal: 5, open: 0 });
  const { code, result } = await chain.verify('--recompute');
  const verdicts = new Map(result.recomputed?.map(({ name, verdict }) => [name, verdict]));
  expect(Object.fromEntries(verdicts)).toEqual({
    ...{ windows: 'equal', totals: 'equal', hot: 'equal' },
    ...{ windows_flink: 'notCompared', wrong_flink: 'notCompared', totals_flink: 'notCompared' },
  });
  expect(result.problems).toEqual([]);
  expect(code).toBe(0);
});

/** A row that the query did not write, under the number of a batch that it did, behind its own of that key. */
async function forgeTotal(): Promise<void> {
  const { bootstrapServers } = await chain.state();
  const newest = await newestRow({ bootstrapServers });
  const producer = kafkaClient({ bootstrapServers }).producer();
  await producer.connect();
  try {
    const { partition, key, headers } = newest;
    const forged = {
      partition,
      key,
      value: '{"n":999999}',
      headers: { ...headers, row: 'forged' },
    };
    await producer.send({ topic: 'totals', messages: [forged] });
  } finally {
    await producer.disconnect();
  }
}

async function newestRow(connection: KafkaConnection): Promise<TopicRecord> {
  const kafka = await openKafka(connection);
  try {
    const rows: TopicRecord[] = [];
    const bounds = (await kafka.offsets(['totals'])).get('totals') ?? [];
    for await (const block of kafka.read('totals', bounds)) rows.push(...block);
    const batchOf = ({ headers }: TopicRecord) => Number(headers['batch']?.toString());
    const [newest] = rows.sort((one, other) => batchOf(other) - batchOf(one));
    if (newest === undefined) throw new Error('there is no total');
    return newest;
  } finally {
    await kafka.close();
  }
}

it('finds a row that the readings do not make', async () => {
  await forgeTotal();
  const { code, result } = await chain.verify('--recompute');
  const totals = result.recomputed?.find(({ name }) => name === 'totals');
  expect(totals).toMatchObject({ verdict: 'different', results: { equal: 4, different: 1 } });
  expect(result.problems.join('\n')).toContain('query "totals": computed once more');
  expect(code).toBe(4);
});
