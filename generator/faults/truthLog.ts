/** Where whoever writes a fault on purpose notes it. */
import type { MalformedKind } from '../../chain/chain.ts';

export type FaultKind = 'late' | 'doubled' | 'withheld' | MalformedKind;

export interface TruthLog {
  /** To be called no later than the record is written; numbers of a partition come in order. */
  note(partition: number, kind: FaultKind, seq: number): void;
}
