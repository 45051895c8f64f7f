/** CPU time of a Spark's Java process by what its threads do, as the system counts it. */
import { readFile, readdir } from 'node:fs/promises';
import { cpuSeconds, ticksASecond } from '../processes.ts';

/** Beginnings of the names that threads have in the system, which keeps 15 characters. */
const kinds = {
  driver: ['stream executio'],
  tasks: ['Executor task '],
  compiler: ['C1 CompilerThre', 'C2 CompilerThre'],
  collector: ['VM Thread', 'GC Thread', 'G1 '],
} as const;

export type ThreadKind = keyof typeof kinds | 'other';
export type CpuByKind = Readonly<Record<ThreadKind, number>>;

interface Seen {
  readonly name: string;
  readonly ticks: number;
}

/** Threads come and go: it is to be looked at often, so that what an ended one used is known. */
export class ThreadClock {
  readonly #pid: number;
  /** By number and start: the number alone is used again. */
  readonly #threads = new Map<string, Seen>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  async look(): Promise<void> {
    const folder = `/proc/${this.#pid}/task`;
    const ids = await readdir(folder).catch(() => []);
    await Promise.all(ids.map((id) => this.#lookAt(`${folder}/${id}/stat`)));
  }

  async #lookAt(file: string): Promise<void> {
    const stat = await readFile(file, 'latin1').catch(() => '');
    const end = stat.lastIndexOf(')');
    if (end < 0) return;
    const fields = stat.slice(end + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, end);
    const ticks = Number(fields[11]) + Number(fields[12]);
    this.#threads.set(`${stat.slice(0, stat.indexOf(' '))}:${fields[19]}`, { name, ticks });
  }

  /** CPU seconds since the process began; what belongs to no kind, ended threads among it, is `other`. */
  async read(): Promise<CpuByKind> {
    await this.look();
    const sums = { driver: 0, tasks: 0, compiler: 0, collector: 0 };
    for (const { name, ticks } of this.#threads.values()) {
      const kind = kindOf(name);
      if (kind !== 'other') sums[kind] += ticks / ticksASecond;
    }
    const known = Object.values(sums).reduce((sum, one) => sum + one, 0);
    return { ...sums, other: Math.max(0, (await cpuSeconds(this.#pid)) - known) };
  }
}

function kindOf(name: string): ThreadKind {
  for (const [kind, names] of Object.entries(kinds)) {
    if (names.some((beginning) => name.startsWith(beginning))) return kind as ThreadKind;
  }
  return 'other';
}
