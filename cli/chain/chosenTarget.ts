/** Which target is meant: a flag, else where the chain of this folder was started, else this machine. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CourantError } from '../../chain/errors.ts';
import { stateFolder } from '../../chain/names.ts';
import type { KindOptions } from '../../targets/kind/target.ts';
import type { CommonFlags } from '../shell.ts';

export type KindFlags = KindOptions;
export type TargetName = 'local' | 'kind';
export const targetNames: readonly TargetName[] = ['local', 'kind'];

export function isKind(target: TargetName): boolean {
  return target === 'kind';
}

/** @throws CourantError COURANT_USAGE where another target is asked for than the chain of this folder has */
export async function chosenTarget(folder: string, { target }: CommonFlags): Promise<TargetName> {
  const isOnKind = await exists(join(folder, stateFolder, 'kind', 'record.json'));
  if (target === undefined) return isOnKind ? 'kind' : 'local';
  if (target === 'local' && isOnKind) throw otherTarget();
  return target === 'kind' ? 'kind' : 'local';
}

/** The definition with which a chain was started last. */
export function definitionFile(folder: string, target: TargetName): string {
  const parts = target === 'kind' ? ['kind', 'definition.json'] : ['definition.json'];
  return join(folder, stateFolder, ...parts);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function otherTarget(): CourantError {
  return new CourantError({
    code: 'COURANT_USAGE',
    message: 'the chain of this folder is on kind, not on this machine',
    left: 'nothing was changed',
    hint: 'take it down first: courant down',
  });
}
