/** Kills the runner of a chain at a moment that matters: while rows lie in a topic whose batch it has not committed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rowHeaders } from '../../chain/names.ts';
import { openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import { numberIn } from '../../kafka/records.ts';
import { localPaths } from '../../targets/local/paths.ts';
import type { ChainUnderTest } from './chain-under-test.ts';

/** So many of the newest records of a partition are looked through: a marker of a transaction is no record. */
const looked = 5;

export class RunnerUnderFire {
  private constructor(
    private readonly chain: ChainUnderTest,
    private readonly kafka: Kafka,
  ) {}

  static async of(chain: ChainUnderTest): Promise<RunnerUnderFire> {
    const { bootstrapServers } = (await chain.status()).kafka;
    return new RunnerUnderFire(chain, await openKafka({ bootstrapServers }));
  }

  /**
   * Holds the runner still, sees whether rows of a batch that is not committed are there, and only then kills it;
   * otherwise lets it go on and tries again.
   * @param queries of each of which a batch is to be met
   * @param meanwhile what is done while nothing runs
   */
  async killWithin(queries: readonly string[], meanwhile = () => Promise.resolve()): Promise<void> {
    const pid = await this.pid();
    const deadline = Date.now() + 120_000;
    for (;;) {
      process.kill(pid, 'SIGSTOP');
      if (await this.areSurelyBegun(queries)) break;
      process.kill(pid, 'SIGCONT');
      if (Date.now() > deadline) throw new Error(`no batches of ${queries.join()} were met`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
    }
    await meanwhile();
    process.kill(pid, 'SIGKILL');
  }

  /** Waits until another runner has its place and each query has read on. */
  async untilBack(queries: readonly string[]): Promise<void> {
    const before = new Map(
      (await this.chain.status()).queries.map(({ name, rowsRead }) => [name, rowsRead]),
    );
    await this.chain.until(
      'every query reads on',
      (seen) =>
        queries.every((name) =>
          seen.queries.some(
            (query) => query.name === name && query.rowsRead > (before.get(name) ?? 0) + 100,
          ),
        ),
      300_000,
    );
  }

  close(): Promise<void> {
    return this.kafka.close();
  }

  private async pid(): Promise<number> {
    const { legs } = await this.chain.until('Spark runs', (seen) =>
      seen.legs.some(({ id, pid }) => id === 'spark' && pid !== null),
    );
    return legs.find(({ id }) => id === 'spark')?.pid as number;
  }

  /** Seen twice: a thread that is stopped within a system call ends that call first, and it may be the commit. */
  private async areSurelyBegun(queries: readonly string[]): Promise<boolean> {
    return (await this.areBegun(queries)) && (await this.areBegun(queries));
  }

  private async areBegun(queries: readonly string[]): Promise<boolean> {
    return (await Promise.all(queries.map((query) => this.isBegun(query)))).every(Boolean);
  }

  private async isBegun(query: string): Promise<boolean> {
    const commits = join(localPaths(this.chain.folder).checkpoints, query, 'commits');
    const committed = (await readdir(commits)).filter((name) => /^\d+$/.test(name)).map(Number);
    return (await this.newestBatch(query)) > Math.max(-1, ...committed);
  }

  private async newestBatch(query: string): Promise<number> {
    const bounds = (await this.kafka.offsets([query])).get(query) ?? [];
    let newest = -1;
    const ranges = bounds.map((one) => ({ ...one, start: Math.max(one.start, one.end - looked) }));
    await this.kafka.scan(query, ranges, (record) => {
      newest = Math.max(newest, numberIn(record.headers()[rowHeaders.batch]) ?? -1);
    });
    return newest;
  }
}
