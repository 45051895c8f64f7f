/** One leg: a process of the chain that is kept running. */
import type { LegName } from '../../target.ts';
import type { LegState } from '../stateFiles.ts';
import { KeptProcess } from './keptProcess.ts';
import type { KeptPlan } from './keptProcess.ts';

export interface LegPlan extends KeptPlan {
  readonly name: LegName;
}

export class Leg extends KeptProcess {
  readonly #name: LegName;

  constructor(plan: LegPlan) {
    super(plan);
    this.#name = plan.name;
  }

  override snapshot(): LegState {
    return { name: this.#name, ...super.snapshot() };
  }
}
