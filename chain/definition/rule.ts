/** A rule that finds problems between the fields of a definition. */
import type { Problem } from './problem.ts';
import type { ChainDefinition } from './schema.ts';

export type { Problem } from './problem.ts';

export interface Rule {
  /** Fields that it reads: it is asked where these are right, whatever is wrong elsewhere. */
  readonly reads: readonly string[];
  problems(chain: ChainDefinition): readonly Problem[];
}
