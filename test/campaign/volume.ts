/**
 * The disk of a chain, which can be full: a file system in memory of its own where mounting is allowed, elsewhere a
 * limit on the size of the broker's files.
 */
import { execa } from 'execa';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessIdentity } from '../../targets/machine/processes.ts';

const mostBytes = 8 * 2 ** 30;
/** What is left when it is full: less than a batch. */
const leftBytes = 65_536;

export interface Volume {
  /** Where the chain's folder goes. */
  readonly folder: string;
  /** How it is filled, for whoever reads the lines. */
  readonly way: string;
  /** @param broker the one process that a limit can hit */
  fill(broker: ProcessIdentity | undefined): Promise<void>;
  free(broker: ProcessIdentity | undefined): Promise<void>;
  remove(): Promise<void>;
}

/** @param isFilled whether the disk will ever be full: only then is one mounted */
export async function makeVolume(isFilled: boolean): Promise<Volume> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-campaign-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  if (isFilled) {
    const size = Math.min(mostBytes, Math.floor(freemem() / 2));
    const args = ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'courant-campaign', folder];
    const { failed } = await execa('mount', args, { reject: false });
    if (!failed) return mounted(folder, size);
  }
  return { folder, remove, ...fileSizeLimit };
}

function mounted(folder: string, size: number): Volume {
  const resize = async (bytes: number): Promise<void> => {
    await execa('mount', ['-o', `remount,size=${bytes}`, folder]);
  };
  return {
    folder,
    way: 'a file system without room',
    fill: async () => {
      const { blocks, bfree, bsize } = await statfs(folder);
      await resize((blocks - bfree) * bsize + leftBytes);
    },
    free: () => resize(size),
    remove: async () => {
      await execa('umount', [folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const fileSizeLimit = {
  way: "a limit on the size of the broker's files",
  fill: (broker?: ProcessIdentity) => limit(broker, '0:'),
  free: (broker?: ProcessIdentity) => limit(broker, 'unlimited:'),
};

/** The soft limit of a process that runs, which needs no rights; one that was started again has none. */
async function limit(broker: ProcessIdentity | undefined, bytes: string): Promise<void> {
  if (broker === undefined) return;
  await execa('prlimit', ['--pid', String(broker.pid), `--fsize=${bytes}`]);
}
