/**
 * `npm run bench:latency`: how long after a reading entered the broker its row is in the output topic, for a
 * stateless query at 1,000 readings/s. The query passes the reading's record timestamp on; the row's own record
 * timestamp is when Spark wrote it.
 */
import { ChainUnderTest } from '../test/e2e/chain-under-test.ts';
import { percentile, printFigures } from './figures.ts';

const query = 'SELECT sensor AS key, timestamp AS sent_at FROM readings\n';
const wanted = 60_000;

interface Shown {
  readonly timestamp: string;
  readonly value: { readonly sent_at: string };
}

const chain = await ChainUnderTest.make(
  { name: 'latency', generator: { rate: 1_000 }, queries: { folder: 'queries' } },
  { 'queries/echo.sql': query },
);
try {
  await chain.up();
  await chain.until('a minute of rows', (status) =>
    status.queries.every((seen) => (seen.rowsRead ?? 0) > wanted),
  );
  const { stdout } = await chain.run('show', 'echo', '-n', String(wanted / 2), '-o', 'json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Shown);
  const delays = rows.map((row) => Date.parse(row.timestamp) - Date.parse(row.value.sent_at));
  printFigures('latency', {
    rows: delays.length,
    p50Ms: percentile(delays, 50),
    p99Ms: percentile(delays, 99),
  });
} finally {
  await chain.dispose();
}
