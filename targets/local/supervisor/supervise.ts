/** The supervisor of a folder's chain: what it is started with is read, and made where it is missing. */
import { mkdir, readFile } from 'node:fs/promises';
import { resolveChain } from '../../../chain/chain.ts';
import type { Environment } from '../../machine/environment.ts';
import { identityOf } from '../../machine/processes.ts';
import { silentReporter } from '../../steps.ts';
import { freeBrokerPorts, prepareBroker } from '../java/broker.ts';
import { getSoftware } from '../java/software.ts';
import { readQueryNames } from '../outputs.ts';
import { localPaths } from '../paths.ts';
import { readDesired, readState } from '../stateFiles.ts';
import { Supervisor } from './supervisor.ts';
import type { SupervisorParts } from './supervisor.ts';

export interface SuperviseOptions extends Pick<SupervisorParts, 'hasPage' | 'note'> {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Owns the chain in `folder` until it is stopped or `signal` aborts. */
export async function supervise(
  folder: string,
  { environment, hasPage, note, signal }: SuperviseOptions,
): Promise<void> {
  const paths = localPaths(folder);
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
  const software = await getSoftware({ environment, report: silentReporter, signal });
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
