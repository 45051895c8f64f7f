/** Faults that an earlier run of the producer published, in the stretch that is made again after a resume. */
import { malformedKinds } from '../../chain/progress.ts';
import type { InjectedRanges, TruthProgress } from '../../chain/progress.ts';
import type { FaultKind } from './truthLog.ts';

const kinds: readonly FaultKind[] = ['late', 'doubled', 'withheld', ...malformedKinds];

export class KnownTruth {
  readonly #seqs = new Map<string, Set<number>>();

  /** @param from by partition, the number from which on readings are made again */
  constructor(earlier: readonly TruthProgress[], from: readonly number[]) {
    for (const { partitions } of earlier) {
      for (const [partition, injected] of Object.entries(partitions)) {
        const first = from[Number(partition)] ?? Number.POSITIVE_INFINITY;
        for (const kind of kinds) {
          this.#keep(`${partition}/${kind}`, rangesOf(injected, kind), first);
        }
      }
    }
  }

  /** Whether the fault is known; each is known once. */
  take(partition: number, kind: FaultKind, seq: number): boolean {
    return this.#seqs.size > 0 && this.#seqs.get(`${partition}/${kind}`)?.delete(seq) === true;
  }

  #keep(key: string, ranges: readonly (readonly [number, number])[], first: number): void {
    for (const [from, to] of ranges) {
      for (let seq = Math.max(from, first); seq <= to; seq++) this.#of(key).add(seq);
    }
  }

  #of(key: string): Set<number> {
    const set = this.#seqs.get(key) ?? new Set();
    this.#seqs.set(key, set);
    return set;
  }
}

function rangesOf(injected: InjectedRanges, kind: FaultKind) {
  if (kind === 'late' || kind === 'doubled' || kind === 'withheld') return injected[kind];
  return injected.malformed[kind] ?? [];
}
