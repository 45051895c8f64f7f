/** What the nemesis plays with. */
import type { Judge } from '../judge.ts';
import type { Stage } from '../stage.ts';

export interface Play {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly signal: AbortSignal;
}

/** Why a fault could not be brought about here. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}
