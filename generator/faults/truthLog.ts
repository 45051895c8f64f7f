/** What was injected on purpose, told as it is written. */
import type { MalformedKind } from '../../chain/chain.ts';

export type FaultKind = 'late' | 'doubled' | 'withheld' | MalformedKind;

export interface TruthLog {
  /**
   * A reading was hit; told again when a resumed source counts through it again.
   * @param seq the reading's own number; for `doubled` that of the second record
   */
  note(partition: number, kind: FaultKind, seq: number): void;
}
