/** The example payments: what is spent in each window, and an alert for each large payment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChainUnderTest } from '../chain-under-test.ts';
import { WindowSums, drain, expectShown, makeExample, newestSums } from './example.ts';

interface Payment {
  readonly sensor: string;
  readonly event_time: string;
  readonly data: { readonly payment: number; readonly currency: string; readonly amount: number };
}

let chain: ChainUnderTest;
let payments: readonly Payment[];
beforeAll(async () => {
  ({ chain } = await makeExample('payments'));
  await chain.up();
  await drain(chain);
  payments = (await chain.rows('readings')).map(({ value }) => value as Payment);
});
afterAll(() => chain.dispose());

test('a payment has seven fields', () => {
  for (const { data } of payments) expect(Object.keys(data)).toHaveLength(6);
});

test('each window tells what was spent in each currency', async () => {
  const sums = new WindowSums();
  for (const { event_time: time, data } of payments) sums.add(data.currency, time, data.amount);
  expect(await newestSums(chain, 'spent', 'spent')).toEqual(sums.sorted);
});

test('each large payment is an alert, and no other one', async () => {
  const rows = await chain.rows('large_payments');
  const alerts = rows.map(({ value }) => (value as Payment['data']).payment);
  const large = payments.filter(({ data }) => data.amount > 1_000);
  expect(large.length).toBeGreaterThan(0);
  expect(alerts.sort((a, b) => a - b)).toEqual(
    large.map(({ data }) => data.payment).sort((a, b) => a - b),
  );
});

test('the run is proven, and the pages show what is printed', async () => {
  for (const rows of ['spent -n 4', 'large_payments -n 3']) {
    const { stdout } = await chain.run('show', ...rows.split(' '));
    expectShown('payments', `npx courant show ${rows}`, stdout);
  }
  await chain.run('down', '--keep-data');
  const { code, stdout } = await chain.run('verify', '--deep');
  expect(stdout).toContain('✓ proven: nothing was lost');
  expect(code).toBe(0);
  expectShown('payments', 'npx courant verify --deep', stdout);
});
