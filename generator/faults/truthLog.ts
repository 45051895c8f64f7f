/** Log of the faults that are injected on purpose. */
import type { MalformedKind } from '../../chain/chain.ts';

export type FaultKind = 'late' | 'doubled' | 'withheld' | MalformedKind;

export interface TruthLog {
  /**
   * A reading was hit; noted again when a resumed source counts through it again.
   * @param seq the reading's own number; for `doubled` that of the second record
   */
  note(partition: number, kind: FaultKind, seq: number): void;
}
