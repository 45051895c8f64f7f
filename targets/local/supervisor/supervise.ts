/** The supervisor of a folder's chain: what it is started with is read, and made where it is missing. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { resolveChain } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { Environment } from '../../machine/environment.ts';
import { identityOf } from '../../machine/processes.ts';
import { silentReporter } from '../../steps.ts';
import { claim } from '../claim.ts';
import { freeBrokerPorts, prepareBroker } from '../java/broker.ts';
import { enginesOf, getSoftware } from '../java/software.ts';
import { readQueryNames } from '../outputs.ts';
import { localPaths } from '../paths.ts';
import type { LocalPaths } from '../paths.ts';
import { readDesired, readState } from '../stateFiles.ts';
import { Supervisor } from './supervisor.ts';
import type { SupervisorParts } from './supervisor.ts';

export interface SuperviseOptions extends Pick<SupervisorParts, 'hasPage' | 'note'> {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** One that has said that it stopped is about to end. */
const handoverMs = 10_000;

/**
 * Owns the chain in `folder` until it is stopped or `signal` aborts; alone, whoever started how many.
 * @throws CourantError COURANT_NOT_READY where another process owns it
 */
export async function supervise(folder: string, options: SuperviseOptions): Promise<void> {
  const paths = localPaths(folder);
  await claim(paths.owner, {
    deadlineMs: handoverMs,
    signal: options.signal,
    late: () =>
      new CourantError({
        code: 'COURANT_NOT_READY',
        message: 'this chain has an owner already',
        hint: 'courant status',
      }),
  });
  try {
    await superviseAlone(folder, paths, options);
  } finally {
    await rm(paths.owner, { force: true });
  }
}

async function superviseAlone(
  folder: string,
  paths: LocalPaths,
  { environment, hasPage, note, signal }: SuperviseOptions,
): Promise<void> {
  const chain = resolveChain(
    JSON.parse(await readFile(paths.definition, 'utf8')),
    paths.definition,
  );
  const desired = await readDesired(paths);
  const own = await identityOf(process.pid);
  if (desired === undefined || own === undefined) return;
  for (const made of [paths.logs, paths.temporary]) await mkdir(made, { recursive: true });
  const earlier = (await readState(paths))?.bootstrapServers[0]?.split(':').at(-1);
  const ports = await freeBrokerPorts(earlier === undefined ? undefined : Number(earlier));
  await prepareBroker(folder, ports);
  const software = await getSoftware(enginesOf(chain), {
    environment,
    report: silentReporter,
    signal,
  });
  const outputs = await readQueryNames(folder, chain);
  await new Supervisor({
    chainFolder: folder,
    chain,
    environment,
    software,
    ports,
    own,
    outputs,
    desired,
    hasPage,
    note,
  }).run(signal);
}
