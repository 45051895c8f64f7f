/** What a span costs each leg of a chain. */
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from '../processes.ts';
import { residentBytes } from '../../targets/machine/processes.ts';
import type { ThreadClock } from './threads.ts';
import type { CpuByKind, ThreadKind } from './threads.ts';

const lookMs = 250;
const mebibyte = 2 ** 20;

/** Process numbers of the legs; the generator's only while it runs. */
export interface Legs {
  readonly spark: number;
  readonly broker: number;
  readonly generator?: number;
}

export interface Cost {
  readonly seconds: number;
  /** Of the Spark leg. */
  readonly cpuSeconds: number;
  readonly byThread: CpuByKind;
  readonly brokerCpuSeconds: number;
  readonly generatorCpuSeconds: number;
  /** The most that was seen of the Spark leg, and of all legs at once. */
  readonly peakMiB: number;
  readonly peakChainMiB: number;
}

export class Watch {
  readonly #legs: Legs;
  readonly #clock: ThreadClock;
  readonly #end = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #before: Awaited<ReturnType<Watch['read']>> | undefined;
  #peakBytes = 0;
  #peakChainBytes = 0;

  private constructor(legs: Legs, clock: ThreadClock) {
    this.#legs = legs;
    this.#clock = clock;
  }

  static async begin(legs: Legs, clock: ThreadClock): Promise<Watch> {
    const watch = new Watch(legs, clock);
    watch.#before = await watch.read();
    watch.#looking = watch.#look();
    return watch;
  }

  async read() {
    const { spark, broker, generator } = this.#legs;
    return {
      atMs: performance.now(),
      spark: await cpuSeconds(spark),
      byThread: await this.#clock.read(),
      broker: await cpuSeconds(broker),
      generator: generator === undefined ? 0 : await cpuSeconds(generator),
    };
  }

  async end(): Promise<Cost> {
    const after = await this.read();
    this.#end.abort();
    await this.#looking;
    const before = this.#before ?? after;
    return {
      seconds: (after.atMs - before.atMs) / 1_000,
      cpuSeconds: after.spark - before.spark,
      byThread: difference(after.byThread, before.byThread),
      brokerCpuSeconds: after.broker - before.broker,
      generatorCpuSeconds: after.generator - before.generator,
      peakMiB: Math.round(this.#peakBytes / mebibyte),
      peakChainMiB: Math.round(this.#peakChainBytes / mebibyte),
    };
  }

  async #look(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.#clock.look();
      const { spark, chain } = await residentMemory(this.#legs);
      this.#peakBytes = Math.max(this.#peakBytes, spark);
      this.#peakChainBytes = Math.max(this.#peakChainBytes, chain);
      await pause(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** In bytes: of the Spark leg, and of all legs together. */
export async function residentMemory({ spark, broker, generator }: Legs) {
  const pids = [spark, broker, ...(generator === undefined ? [] : [generator])];
  const [own = 0, ...others] = await Promise.all(
    pids.map(async (pid) => (await residentBytes(pid)) ?? 0),
  );
  return { spark: own, chain: others.reduce((sum, one) => sum + one, own) };
}

function difference(after: CpuByKind, before: CpuByKind): CpuByKind {
  const kinds = Object.keys(after) as ThreadKind[];
  const entries = kinds.map((kind) => [kind, after[kind] - before[kind]] as const);
  return Object.fromEntries(entries) as Record<ThreadKind, number>;
}
