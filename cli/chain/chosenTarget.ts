/** Which target is meant: a flag, else where the chain of this folder was started, else this machine. */
import { CourantError } from '../../chain/errors.ts';
import { kindPaths } from '../../targets/kind/paths.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { exists } from '../../targets/machine/files.ts';
import type { Target } from '../../targets/target.ts';
import type { CommonFlags } from '../shell.ts';

export type TargetName = Target['name'];
export const targetNames: readonly TargetName[] = ['local', 'kind'];

/** @throws CourantError COURANT_USAGE where another target is asked for than the chain of this folder has */
export async function chosenTarget(folder: string, { target }: CommonFlags): Promise<TargetName> {
  const isOnKind = await exists(kindPaths(folder).record);
  if (target === undefined) return isOnKind ? 'kind' : 'local';
  if (target === 'kind') return 'kind';
  if (!isOnKind) return 'local';
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: 'the chain of this folder is on kind, not on this machine',
    left: 'nothing was changed',
    hint: 'take it down first: courant down',
  });
}

/** The definition with which a chain was started last. */
export function definitionFile(folder: string, target: TargetName): string {
  return (target === 'kind' ? kindPaths(folder) : localPaths(folder)).definition;
}
