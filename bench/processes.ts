/** Processes of a measurement: started beside it, looked at from outside, ended with it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { residentBytes } from '../targets/machine/processes.ts';

// A signal that nobody takes ends a process without `exit`: what it started would go on.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

export interface ObserverQuestion {
  readonly ask: 'begin' | 'end';
  /** Watching wakes the process a thousand times a second: no measure of an idle one. */
  readonly eventLoop: boolean;
}

export interface ObserverAnswer {
  readonly cpuSeconds: number;
  /** Time between two turns of a timer of 1 ms: an idle loop shows 1. `null` where it was not watched. */
  readonly eventLoopP99Ms: number | null;
  readonly eventLoopMaxMs: number | null;
  readonly residentBytes: number;
}

export interface ProgramOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A Node process that answers questions. */
  readonly isObserved?: boolean;
  /** Its standard input comes from this one, which leads a process group and ends with it. */
  readonly input?: ChildProcess;
}

/** What a measurement starts as a process of its own: built beside it (bench/run.mjs). */
export function ownProcess(name: string): string {
  return join(dirname(process.argv[1] ?? ''), `${name}.js`);
}

/** A Node process that loads the observer. */
export function observedNode(
  script: readonly string[],
  place: Pick<ProgramOptions, 'cwd' | 'env'>,
): Child {
  const args = ['--no-warnings', '--import', ownProcess('clients/observer'), ...script];
  return new Child({ file: process.execPath, args, ...place, isObserved: true });
}

/** A folder that is gone when this process is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'courant-bench-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export class Child {
  readonly #child: ChildProcess;
  readonly #input: ChildProcess | undefined;
  #stderr = '';
  #stdout = '';

  constructor({ file, args, cwd, env, isObserved = false, input }: ProgramOptions) {
    this.#input = input;
    this.#child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input?.stdout ?? 'ignore', 'pipe', 'pipe', ...(isObserved ? (['ipc'] as const) : [])],
    });
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = (this.#stderr + bytes.toString()).slice(-2_000);
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.#stdout = (this.#stdout + bytes.toString()).slice(-20_000);
    });
    this.#child.on('error', (error) => {
      this.#stderr += error.message;
    });
    process.once('exit', this.#kill);
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL');
    if (this.#input?.pid === undefined) return;
    this.#input.stdout?.destroy();
    process.kill(-this.#input.pid, 'SIGKILL');
  };

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get isGone(): boolean {
    return this.pid < 0 || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** What it last said, for a message. */
  get lastWords(): string {
    return `${this.#stdout.slice(-1_000)}\n${this.#stderr}`.trim();
  }

  cpuSeconds(): Promise<number> {
    return cpuSeconds(this.pid);
  }

  async residentBytes(): Promise<number> {
    return (await residentBytes(this.pid)) ?? 0;
  }

  /** The next thing that it sends by itself. */
  async told(): Promise<unknown> {
    const [message] = (await Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(() => {
        throw new Error(`it ended: ${this.lastWords}`);
      }),
    ])) as unknown[];
    return message;
  }

  async ask(question: unknown): Promise<unknown> {
    const answer = this.told();
    this.#child.send(question as object);
    return answer;
  }

  /** Returns when it has ended by itself. @throws when it has not after `patienceMs` */
  async ended(patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!this.isGone) {
      if (Date.now() > deadline) throw new Error(`it goes on: ${this.lastWords}`);
      await pause(50);
    }
    // What it said last is still on its way.
    await pause(50);
  }

  async kill(): Promise<void> {
    process.off('exit', this.#kill);
    const gone = this.isGone ? undefined : once(this.#child, 'exit');
    this.#kill();
    await gone;
  }
}

/** The system counts in hundredths of a second (USER_HZ, proc_pid_stat(5)). */
export const ticksASecond = 100;

/** CPU time of a process and its threads, those that ended included. */
export async function cpuSeconds(pid: number): Promise<number> {
  if (process.platform !== 'linux') return cpuSecondsByPs(pid);
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksASecond;
}

async function cpuSecondsByPs(pid: number): Promise<number> {
  const { stdout } = await execa('ps', ['-o', 'time=', '-p', String(pid)], { reject: false });
  return stdout
    .trim()
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
}
