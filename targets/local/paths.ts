/** Paths of a local chain, all of them under `.courant/` in the chain's folder. */
import { join } from 'node:path';
import { stateFolder } from '../../chain/names.ts';

export type LocalPaths = Readonly<ReturnType<typeof localPaths>>;

export function localPaths(chainFolder: string) {
  const root = join(chainFolder, stateFolder);
  const logs = join(root, 'logs');
  return {
    /** `.courant/`. */
    root,
    /** Version of the layout of this folder. */
    layout: join(root, 'layout.json'),
    /** The complete definition that the chain was started with. */
    definition: join(root, 'definition.json'),
    /** Which command is starting the chain. */
    lock: join(root, 'starting.json'),
    /** Which process is the supervisor: there is one. */
    owner: join(root, 'owner.json'),
    /** What the supervisor is asked to bring about. */
    desired: join(root, 'desired.json'),
    /** What the supervisor brought about. */
    state: join(root, 'state.json'),
    /** The broker that `verify` started alone. */
    alone: join(root, 'alone.json'),
    /** Output topics that were made here. */
    outputs: join(root, 'outputs.json'),
    /** Address of the live page, with its token: for its user alone. */
    page: join(root, 'page.json'),
    /** A document that leads a browser there. */
    openPage: join(root, 'open.html'),
    kafka: join(root, 'kafka'),
    checkpoints: join(root, 'checkpoints'),
    /** The Java processes' temporary files, so that a killed one leaves nothing elsewhere. */
    temporary: join(root, 'tmp'),
    logs,
    /** @param id of a leg, or `supervisor` */
    log: (id: string) => join(logs, `${id}.log`),
  };
}
