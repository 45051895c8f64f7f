/** What a measurement works on. */
import type { StatusWatch } from '../../targets/data/status.ts';
import type { ChainFolder, Reporter, Target } from '../../targets/target.ts';

export interface MeasureParts {
  readonly target: Target;
  readonly chainFolder: ChainFolder;
  readonly report: Reporter;
  /** Ctrl-C: what was changed is changed back, and nothing more is measured. */
  readonly signal: AbortSignal;
}

export interface Measuring extends MeasureParts {
  readonly watch: StatusWatch;
}
