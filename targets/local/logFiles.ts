/** The logs of the legs, one file each; what an earlier process printed stays, to a limit. */
import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { complaintIn } from '../loggedFailure.ts';

/** A log that is larger than this is put aside when its leg starts; the one put aside before is gone then. */
const mostBytes = 8 * 2 ** 20;
const blockBytes = 64 * 1024;

/** To be called before a process appends to the log. */
export async function beginLog(log: string): Promise<void> {
  const found = await stat(log).catch(() => undefined);
  if ((found?.size ?? 0) > mostBytes) await rename(log, `${log}.1`);
}

/** Bytes of the log; 0 where there is none. */
export async function logSize(log: string): Promise<number> {
  return (await stat(log).catch(() => undefined))?.size ?? 0;
}

/** The last lines, oldest first; none where there is no log. */
export async function lastLines(log: string, count: number): Promise<string[]> {
  const file = await open(log).catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - 16 * blockBytes);
    const lines = (await readFrom(file, start, size)).split('\n').filter((line) => line !== '');
    // A block may begin within a line.
    return lines.slice(start > 0 ? 1 : 0).slice(-count);
  } finally {
    await file.close();
  }
}

/** The last line of a process that complains or, where none does, the last line; for people. */
export async function lastComplaint(log: string): Promise<string> {
  return complaintIn(await lastLines(log, 60)) ?? 'it printed nothing';
}

/** Reads on in a log that grows. */
export class LogReader {
  readonly #log: string;
  #offset: number;
  #rest = '';

  constructor(log: string, offset: number) {
    this.#log = log;
    this.#offset = offset;
  }

  /** The whole lines that came since the last call. */
  async read(): Promise<string[]> {
    const size = await logSize(this.#log);
    if (size < this.#offset) this.#offset = 0; // put aside, and begun again
    if (size === this.#offset) return [];
    const file = await open(this.#log).catch(() => undefined);
    if (file === undefined) return [];
    try {
      const lines = (this.#rest + (await readFrom(file, this.#offset, size))).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#offset = size;
      return lines.filter((line) => line !== '');
    } finally {
      await file.close();
    }
  }
}

async function readFrom(file: FileHandle, start: number, end: number): Promise<string> {
  const bytes = Buffer.alloc(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.toString('utf8', 0, filled);
}
