/** Paths of a local chain, all of them under `.courant/` in the chain's folder. */
import { join } from 'node:path';
import { stateFolder } from '../../chain/names.ts';

export interface LocalPaths {
  /** `.courant/`. */
  readonly root: string;
  /** Version of the layout of this folder. */
  readonly layout: string;
  /** The complete definition that the chain was started with. */
  readonly definition: string;
  /** Which command is starting the chain. */
  readonly lock: string;
  /** What the supervisor is asked to bring about. */
  readonly desired: string;
  /** What the supervisor brought about. */
  readonly state: string;
  /** The broker that `verify` started alone. */
  readonly alone: string;
  readonly kafka: string;
  readonly checkpoints: string;
  /** The Java processes' temporary files, so that a killed one leaves nothing elsewhere. */
  readonly temporary: string;
  readonly logs: string;
  /** @param id of a leg, or `supervisor` */
  log(id: string): string;
}

export function localPaths(chainFolder: string): LocalPaths {
  const root = join(chainFolder, stateFolder);
  const logs = join(root, 'logs');
  return {
    root,
    layout: join(root, 'layout.json'),
    definition: join(root, 'definition.json'),
    lock: join(root, 'starting.json'),
    desired: join(root, 'desired.json'),
    state: join(root, 'state.json'),
    alone: join(root, 'alone.json'),
    kafka: join(root, 'kafka'),
    checkpoints: join(root, 'checkpoints'),
    temporary: join(root, 'tmp'),
    logs,
    log: (id) => join(logs, `${id}.log`),
  };
}
