/** The only file that starts processes, ends them, and looks at those that run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { debuglog } from 'node:util';
import { execa } from 'execa';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Ended {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process by what identifies it: the number alone is used again by others. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system tells it; compared only. */
  readonly startedAt: string;
}

export interface RunResult extends Ended {
  /** The last lines of what it printed on both streams. */
  readonly lines: readonly string[];
}

const linesKept = 200;

/** `NODE_DEBUG=courant:exec`: each process that is started, and how it ended, on stderr. No secret is an argument. */
const debug = debuglog('courant:exec');
const mostCommandLength = 300;

/** @returns to be called with how the process ended */
function logged({ file, args }: Program): (ended: Ended) => void {
  const startMs = performance.now();
  const command = [file, ...args].join(' ').slice(0, mostCommandLength);
  debug('started: %s', command);
  return ({ code, signal }) => {
    debug(
      'ended with %s after %d ms: %s',
      code ?? signal,
      Math.round(performance.now() - startMs),
      command,
    );
  };
}

/** Runs a program to its end, whatever its exit code. Aborting the signal ends it. */
export async function runToEnd(
  program: Program,
  options: { readonly signal?: AbortSignal; readonly onLine?: (line: string) => void } = {},
): Promise<RunResult> {
  const logEnd = logged(program);
  const child = execa(program.file, program.args, {
    ...settings(program),
    cancelSignal: options.signal,
    forceKillAfterDelay: 2_000,
    all: true,
    buffer: false,
    stdin: 'ignore',
  });
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of child.iterable({ from: 'all' })) {
      lines.push(line);
      if (lines.length > linesKept) lines.shift();
      options.onLine?.(line);
    }
  })().catch(() => undefined);
  const result = await child;
  await reading;
  if (result.code === 'ENOENT') lines.push(`${program.file}: not found`);
  const ended = { code: result.exitCode ?? null, signal: result.signal ?? null };
  logEnd(ended);
  return { ...ended, lines };
}

export interface RunningProcess extends ProcessIdentity {
  /** Settles when it is gone; never rejects. */
  readonly ended: Promise<Ended>;
}

interface StartOptions {
  /** Both streams are appended to this file, by the process itself: it goes on when we do not. */
  readonly log: string;
  /** In a session of its own, so that Ctrl-C does not reach it, and not waited for when we end. */
  readonly apart: boolean;
  /** It may tell that it is there, with `tellOwner`: called each time. */
  readonly onMessage?: (() => void) | undefined;
}

/** Starts a program that goes on until it is ended. @throws when it cannot be started at all */
export async function start(program: Program, options: StartOptions): Promise<RunningProcess> {
  const log = await open(options.log, 'a');
  try {
    const logEnd = logged(program);
    const child = spawn(program.file, program.args, {
      cwd: program.cwd,
      env: { ...program.env },
      detached: options.apart,
      stdio: [
        'ignore',
        log.fd,
        log.fd,
        ...(options.onMessage === undefined ? [] : ['ipc' as const]),
      ],
    });
    if (options.onMessage !== undefined) child.on('message', options.onMessage);
    const ended = new Promise<Ended>((resolve) => {
      child.once('exit', (code, signal) => {
        logEnd({ code, signal });
        resolve({ code, signal });
      });
    });
    await once(child, 'spawn');
    if (options.apart) child.unref();
    const pid = child.pid ?? 0;
    return { pid, startedAt: (await startOf(pid)) ?? '', ended };
  } finally {
    await log.close();
  }
}

/**
 * Tells the process that started this one with `onMessage` that we are here, now and again and again.
 * @returns when that process is gone, or `signal` aborts
 */
export async function tellOwner(everyMs: number, signal: AbortSignal): Promise<void> {
  const tell = (): unknown => process.send?.('here', undefined, {}, () => undefined);
  const gone = new AbortController();
  const over = AbortSignal.any([signal, gone.signal]);
  process.once('disconnect', () => {
    gone.abort();
  });
  while (process.connected && !over.aborted) {
    tell();
    await pause(everyMs, undefined, { signal: over }).catch(() => undefined);
  }
}

function settings({ cwd, env }: Program) {
  return { cwd, env: { ...env }, extendEnv: false, reject: false } as const;
}

/** True while this very process runs; one that ended and was not reaped does not run. */
export async function isAlive({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  return (await startOf(pid)) === startedAt;
}

/** Identity of a process that runs; `undefined` when it does not. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAt = await startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** When a process started; `undefined` when none of this number runs. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return startByPs(pid);
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The second field is the program's name in parentheses and may hold anything (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  return stat === '' || state === 'Z' || state === 'X' ? undefined : startTicks;
}

async function startByPs(pid: number): Promise<string | undefined> {
  const { stdout } = await execa('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    reject: false,
  });
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout) ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : started;
}

/** Resident memory; `null` when the process does not run. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
  }
  const { stdout } = await execa('ps', ['-o', 'rss=', '-p', String(pid)], { reject: false });
  return stdout.trim() === '' ? null : Number(stdout) * 1_024;
}

/** The system counts in hundredths of a second (USER_HZ, proc_pid_stat(5)). */
const ticksASecond = 100;

/** CPU time of a process and its threads, those that ended included, in seconds; `null` where it is gone. */
export async function cpuSeconds(pid: number): Promise<number | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / ticksASecond;
  }
  const { stdout } = await execa('ps', ['-o', 'time=', '-p', String(pid)], { reject: false });
  const parts = stdout.trim().split(':');
  return stdout.trim() === '' ? null : parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Sends a signal to this very process; nothing happens when it is gone. */
export async function signalProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<void> {
  if (!(await isAlive(identity))) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const lookEveryMs = 25;

/** Ends a process: SIGTERM, and SIGKILL after `patienceMs`. @returns whether it is gone */
export async function endProcess(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  await signalProcess(identity, 'SIGTERM');
  if (await isGoneWithin(identity, patienceMs)) return true;
  await signalProcess(identity, 'SIGKILL');
  return isGoneWithin(identity, 5_000);
}

async function isGoneWithin(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (await isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await pause(lookEveryMs);
  }
  return true;
}
