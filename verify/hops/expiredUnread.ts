/** Records that retention deleted before a query had read them: its lag does not hold them, and no row ever will. */
import type { OffsetRanges } from '../../chain/progress.ts';
import { countOf, subtract } from '../../chain/ranges.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { sourcesOf } from '../evidence/batchReports.ts';
import type { Account } from '../evidence/ledger.ts';
import type { QueryEvidence } from '../evidence/queryEvidence.ts';

interface ExpiredUnread {
  /** Readings that the ledger holds as acknowledged. */
  readonly acknowledged: number;
  /** Offsets of which no ledger tells: foreign records, unreported readings, markers of transactions. */
  readonly others: number;
}

type Accounts = ReadonlyMap<string, Account>;

/** Of the source that missed most. A query that never read begins with what is kept, and has missed nothing. */
export function expiredUnread({ query, input }: QueryEvidence, accounts: Accounts): ExpiredUnread {
  const missed = sourcesOf(query).map((offsets) => missedBy(offsets, input, accounts));
  return missed.reduce((most, one) => (sizeOf(one) > sizeOf(most) ? one : most));
}

function sizeOf({ acknowledged, others }: ExpiredUnread): number {
  return acknowledged + others;
}

function missedBy(
  offsets: OffsetRanges,
  input: readonly PartitionOffsets[],
  accounts: Accounts,
): ExpiredUnread {
  let [acknowledged, others] = [0, 0];
  for (const { partition, start } of input) {
    const from = offsets[String(partition)]?.end ?? start;
    const own = [...accounts.values()].filter((account) => account.partition === partition);
    const sure = own.reduce((sum, account) => sum + acknowledgedIn(account, from, start), 0);
    const span = Math.max(0, start - from);
    acknowledged += Math.min(span, sure);
    others += span - Math.min(span, sure);
  }
  return { acknowledged, others };
}

/** How many acknowledged readings lay surely between two offsets: of a range with others between, those may be all. */
function acknowledgedIn({ reported, withheld }: Account, from: number, to: number): number {
  return reported.reduce((sum, [first, last, firstOffset, lastOffset]) => {
    const between = Math.min(to, lastOffset + 1) - Math.max(from, firstOffset);
    const others = lastOffset - firstOffset + 1 - countOf(subtract([[first, last]], withheld));
    return sum + Math.max(0, between - Math.max(0, others));
  }, 0);
}
