/** What every engine has to keep, tried on a chain that has no other: one suite, each engine with its own sentences. */
import { Kafka, logLevel } from 'kafkajs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../chain/chain.ts';
import type { StatusQuery } from '../../../targets/data/status.ts';
import { ChainUnderTest } from '../chain-under-test.ts';

/** The same questions in the words of an engine. */
export interface Dialect {
  readonly engine: Engine;
  /** Rows of one reading each, some left out. */
  readonly hot: string;
  /** A count a sensor and 5 s of event time, each window told while it is open. */
  readonly stats: string;
  /** The same of another length: the state of the first does not fit. */
  readonly statsEdited: string;
  /** No SELECT that the engine can run; `misspelled` is what it complains of. */
  readonly broken: string;
}

const faults = { malformed: { rate: 0.01 }, late: { rate: 0.01 } };

/** A row that bears the query's name and the number of a batch that it reported. */
async function addRow(bootstrapServers: readonly string[]): Promise<void> {
  const kafka = new Kafka({ brokers: [...bootstrapServers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const headers = { query: 'hot', batch: '1', row: 'of-nobody' };
  await producer.send({ topic: 'hot', messages: [{ key: 'x', value: '{}', headers }] });
  await producer.disconnect();
}

export function engineContract({ engine, hot, stats, statsEdited, broken }: Dialect): void {
  describe(`an engine: ${engine}`, () => {
    let chain: ChainUnderTest;

    beforeAll(async () => {
      chain = await ChainUnderTest.make(
        {
          name: `engine-${engine}`,
          generator: { rate: 500, faults },
          queries: { [engine]: { folder: 'sql' } },
        },
        { 'sql/hot.sql': hot, 'sql/stats.sql': stats },
      );
      await chain.up();
    });
    afterAll(() => chain.dispose());

    const pathOf = (query: string): string => join(chain.folder, 'sql', `${query}.sql`);
    const query = async (name: string): Promise<StatusQuery> => {
      const found = (await chain.status()).queries.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no query ${name}`);
      return found;
    };
    const runnerPid = async (): Promise<number> => {
      const leg = (await chain.status()).legs.find(({ name }) => name === engine);
      if (leg?.pid == null) throw new Error(`${engine} has no process`);
      return leg.pid;
    };
    const flows = async (): Promise<void> => {
      const before = (await chain.status()).queries.map(({ rowsRead }) => rowsRead);
      await chain.until('both queries go on', ({ queries }) =>
        queries.every(
          ({ state, rowsRead }, at) => state === 'running' && rowsRead > (before[at] ?? 0),
        ),
      );
    };
    const expectProven = async (): Promise<void> => {
      const { result } = await chain.verify();
      expect(result.problems).toEqual([]);
      expect(result).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0 });
      for (const one of result.queries) expect(one).toMatchObject({ engine, lag: 0 });
    };

    test('reads everything, and is named with each query', async () => {
      await flows();
      const { queries, legs } = await chain.status();
      expect(queries.map(({ name, engine: by }) => [name, by])).toEqual([
        ['hot', engine],
        ['stats', engine],
      ]);
      expect(legs.map(({ name }) => name).sort()).toEqual(['generator', 'kafka', engine].sort());
    });

    test('killed at any moment it goes on, and the law is closed', async () => {
      for (let kill = 0; kill < 3; kill++) {
        await flows();
        process.kill(await runnerPid(), 'SIGKILL');
        await flows();
      }
      await chain.run('scale', '0');
      await chain.until('all is read', ({ queries }) =>
        queries.every(({ lagRows }) => lagRows === 0),
      );
      await expectProven();
      const { result } = await chain.verify();
      const [hotResult, statsResult] = result.queries;
      expect(hotResult).toMatchObject({ plan: 'stateless' });
      expect(hotResult?.deadLetters).toBeGreaterThan(0);
      expect(statsResult).toMatchObject({ plan: 'window', filtered: 0 });
      expect(statsResult?.late).toBeGreaterThan(0);
      expect(result.found?.malformed).toEqual(result.injected?.malformed);
    });

    test('begins anew after a reset, and the other query does not', async () => {
      const other = await query('hot');
      expect((await chain.run('reset', 'stats', '--yes')).code).toBe(0);
      await chain.until('all is read again', ({ queries }) =>
        queries.every(({ lagRows, state }) => lagRows === 0 && state === 'running'),
      );
      await expectProven();
      expect((await query('hot')).rowsRead).toBeGreaterThanOrEqual(other.rowsRead);
    });

    test('stopped and started again it goes on where it was', async () => {
      const before = await query('stats');
      expect((await chain.run('down', '--keep-data', '--yes')).code).toBe(0);
      await chain.up();
      await flows();
      expect((await query('stats')).rowsRead).toBeGreaterThan(before.rowsRead);
      await chain.run('scale', '0');
      await chain.until('all is read', ({ queries }) =>
        queries.every(({ lagRows }) => lagRows === 0),
      );
      await expectProven();
    });

    test('refuses a query whose stored state no longer fits, with the command that begins anew', async () => {
      await chain.run('down', '--keep-data', '--yes');
      await writeFile(pathOf('stats'), statsEdited);
      const { code, stderr } = await chain.run('up', '--detach');
      expect(code).not.toBe(0);
      expect(stderr).toContain('COURANT_QUERY_CHANGED');
      expect(stderr).toContain('reset stats');
      await writeFile(pathOf('stats'), stats);
    });

    test('refuses a query that it cannot run, with its place in the file', async () => {
      await writeFile(pathOf('broken'), broken);
      const { code, stderr } = await chain.run('up', '--detach');
      await rm(pathOf('broken'));
      expect(code).not.toBe(0);
      expect(stderr).toContain('COURANT_QUERY_INVALID');
      expect(stderr).toMatch(/broken\.sql:2:\d+.*misspelled/);
    });

    test('its proof can fail: a row that no reading made is told', async () => {
      await chain.up();
      await flows();
      await chain.run('scale', '0');
      await chain.until('all is read', ({ queries }) =>
        queries.every(({ lagRows }) => lagRows === 0),
      );
      await addRow((await chain.status()).kafka.bootstrapServers);
      const { result } = await chain.verify();
      expect(result.ok).toBe(false);
      expect(result.problems.join('\n')).toContain('query "hot"');
    });
  });
}
