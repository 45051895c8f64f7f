/** Where a chain's page is served, in a file that only its user reads: the token stands in it. */
import { chmod } from 'node:fs/promises';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../targets/machine/jsonFile.ts';
import { identityOf, isAlive } from '../targets/machine/processes.ts';

const pageAddress = z.object({
  port: z.number().int().min(1).max(65_535),
  token: z.string().regex(/^[0-9a-f]{32}$/),
  /** The process that serves it. */
  owner: z.object({ pid: z.number().int(), startedAt: z.string() }),
});
export type PageAddress = Pick<z.infer<typeof pageAddress>, 'port' | 'token'>;

export function addressText({ port, token }: PageAddress): string {
  return `http://127.0.0.1:${port}/#${token}`;
}

/** As it was served last, so that a page that is open still is the page of the next start. */
export function lastAddress(file: string): Promise<PageAddress | undefined> {
  return readJsonFile(file, pageAddress);
}

/** Where it is served now; `undefined` where it is not. */
export async function servedAddress(file: string): Promise<PageAddress | undefined> {
  const known = await readJsonFile(file, pageAddress);
  return known !== undefined && (await isAlive(known.owner)) ? known : undefined;
}

export async function recordAddress(file: string, { port, token }: PageAddress): Promise<void> {
  const owner = await identityOf(process.pid);
  await writeJsonFile(file, { port, token, owner }, 0o600);
  await chmod(file, 0o600);
}
