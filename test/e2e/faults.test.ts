import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

let chain: ChainUnderTest;

beforeAll(async () => {
  chain = await ChainUnderTest.make({ name: 'faults', generator: { rate: 1_000 } });
  await chain.up();
});
afterAll(() => chain.dispose());

async function pidOf(leg: string): Promise<number> {
  const status = await chain.status();
  const found = status.legs.find((candidate) => candidate.id === leg);
  if (found?.pid == null) throw new Error(`no process for ${leg}: ${JSON.stringify(status.legs)}`);
  return found.pid;
}

/** Ends a leg with `signal` and waits until another process has its place and readings flow again. */
async function endAndRecover(leg: string, signal: NodeJS.Signals): Promise<void> {
  const pid = await pidOf(leg);
  const read = (await chain.status()).queries[0]?.rowsRead ?? 0;
  process.kill(pid, signal);
  await chain.until(`${leg} is back after ${signal} and rows flow`, (seen) => {
    const now = seen.legs.find((candidate) => candidate.id === leg);
    const flowing = seen.queries.every((query) => (query.rowsRead ?? 0) > read + 2_000);
    return now?.state === 'running' && now.pid !== pid && flowing;
  });
}

async function expectNothingLost(): Promise<void> {
  const { code, result } = await chain.verify('--deep');
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0 });
  expect(code).toBe(0);
}

test.each([
  ['kafka', 'SIGKILL'],
  ['spark', 'SIGKILL'],
  ['generator-0', 'SIGKILL'],
  ['kafka', 'SIGTERM'],
  ['spark', 'SIGTERM'],
  ['generator-0', 'SIGTERM'],
] as const)(
  '%s ended by %s while readings flow: it comes back and nothing was lost',
  async (leg, signal) => {
    await endAndRecover(leg, signal);
    await expectNothingLost();
  },
);
