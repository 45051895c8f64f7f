/** Which target is meant: a flag, else where the chain of this folder was started, else this machine. */
import { CourantError } from '../../chain/errors.ts';
import type { KindOptions } from '../../targets/kind/target.ts';
import { kindPaths } from '../../targets/kind/paths.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { exists } from '../../targets/machine/files.ts';
import type { Target } from '../../targets/target.ts';
import type { CommonFlags } from '../shell.ts';

export type TargetName = Target['name'];
export const targetNames: readonly TargetName[] = ['local', 'kind'];

/** Flags that mean something on kind alone: to give one is to mean kind. */
const kindFlags = {
  cluster: '--cluster',
  nodeImage: '--node-image',
  strimziChart: '--strimzi-chart',
  strimziValues: '--strimzi-values',
  sparkOperatorChart: '--spark-operator-chart',
  sparkOperatorValues: '--spark-operator-values',
  flinkOperatorChart: '--flink-operator-chart',
  flinkOperatorValues: '--flink-operator-values',
  loadImage: '--load-image',
  keepCluster: '--keep-cluster',
} as const satisfies Record<keyof KindOptions, string>;

/**
 * The target that flags ask for; `undefined` where they leave it open.
 * @throws CourantError COURANT_USAGE where they contradict each other
 */
export function askedTarget(flags: CommonFlags & KindOptions): TargetName | undefined {
  const names = Object.keys(kindFlags) as (keyof KindOptions)[];
  const given = names.find((name) => flags[name] !== undefined);
  const { target } = flags;
  if (given === undefined) return targetNames.find((name) => name === target);
  if (target !== 'local') return 'kind';
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: `${kindFlags[given]} is a flag of target kind, and --target says local`,
    left: 'nothing was changed',
    hint: 'leave one of the two away',
  });
}

/** @throws CourantError COURANT_USAGE where another target is asked for than the chain of this folder has */
export async function chosenTarget(
  folder: string,
  flags: CommonFlags & KindOptions,
): Promise<TargetName> {
  const target = askedTarget(flags);
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
