/** One account with everything that is known of its faults, and of which of its readings the topic can tell. */
import { intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { accountKey } from '../evidence/accountKey.ts';
import type { DeadLetters } from '../evidence/deadLetters.ts';
import type { Account } from '../evidence/ledger.ts';
import type { ReadingCounter } from '../evidence/readingCounter.ts';
import type { Truth } from '../evidence/truth.ts';
import type { Finding } from '../result.ts';
import { expiredSeqs } from './expired.ts';

export interface FaultEvidence {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly truth: Truth;
  readonly counter: ReadingCounter;
  /** Of `readings`, after it was read. */
  readonly bounds: readonly PartitionOffsets[];
  readonly deadLetters: DeadLetters;
  /** Whether a query reads `readings`: without one nobody says which records are malformed. */
  readonly isRead: boolean;
}

export type AccountFaults = ReturnType<typeof allFaults>[number];

/** One fault of one account: which sequence numbers should have it, and which have. */
export interface Comparison {
  readonly fault: NonNullable<Finding['fault']>;
  readonly injected: readonly Range[];
  readonly found: readonly Range[];
}

/** Of every account whose producer reported a truth. */
export function allFaults({ accounts, truth, counter, bounds }: FaultEvidence) {
  return [...accounts.values()].flatMap((account) => {
    const { producer, partition } = account;
    const injected = truth.of(producer, partition);
    if (injected === undefined) return [];
    const seen = counter.get(accountKey(producer, partition));
    const inTopic = seen?.seqs.ranges() ?? [];
    const start = bounds.find((range) => range.partition === partition)?.start ?? 0;
    const expired = subtract(expiredSeqs(account, inTopic, start), inTopic);
    const unknownFound = intersect(account.unknown, inTopic);
    const settled = normalize([...account.acknowledged, ...account.withheld, ...unknownFound]);
    /** Sequence numbers of which the topic can still tell: acknowledged or found, and not expired. */
    const judged = subtract(settled, expired);
    return [{ account, injected, seen, inTopic, judged }];
  });
}
