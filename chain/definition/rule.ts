/** A problem of a definition, and a rule that finds problems between its fields. */
import type { ChainDefinition } from './schema.ts';

export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  /** The edit. */
  readonly hint: string;
}

export interface Rule {
  /** Fields that it reads: it is asked where these are right, whatever is wrong elsewhere. */
  readonly reads: readonly string[];
  problems(chain: ChainDefinition): readonly Problem[];
}
