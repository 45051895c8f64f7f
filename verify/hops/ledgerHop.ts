/**
 * The first hop: ledger against topic. By construction
 * inTopic = acknowledged − lost − expired + unreported + failed but found + doubled + possiblyDoubled + foreign.
 */
import { countOf, includes, intersect, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { accountKey } from '../evidence/accountKey.ts';
import type { Account } from '../evidence/ledger.ts';
import type { ReadingCounter, SeenReadings } from '../evidence/readingCounter.ts';
import type { Finding } from '../result.ts';
import { expiredSeqs } from './expired.ts';
import { findingsOf } from './finding.ts';
import { ledgerCauses } from './ledgerCauses.ts';

/** What the result says of the first hop. */
export type LedgerVerdict = ReturnType<typeof ledgerHop>;

/** @param bounds of the topic after it was read: what retention took meanwhile is expired, not lost */
export function ledgerHop(
  accounts: ReadonlyMap<string, Account>,
  counter: ReadingCounter,
  bounds: readonly PartitionOffsets[],
) {
  const keys = new Set([
    ...accounts.keys(),
    ...[...counter.all].map(({ producer, partition }) => accountKey(producer, partition)),
  ]);
  const starts = new Map(bounds.map(({ partition, start }) => [partition, start]));
  const hops = [...keys].map((key) => accountHop(accounts.get(key), counter.get(key), starts));
  const sum = (pick: (hop: AccountHop) => number) =>
    hops.reduce((total, hop) => total + pick(hop), 0);
  return {
    acknowledged: sum((hop) => hop.acknowledged),
    inTopic: counter.records,
    lost: sum((hop) => countOf(hop.lost)),
    doubled: sum((hop) => hop.doubledRecords),
    outOfOrder: sum((hop) => countOf(hop.outOfOrder)),
    unknown: sum((hop) => hop.unknown),
    unknownFound: sum((hop) => hop.unknownFound),
    failed: sum((hop) => hop.failed),
    failedFound: sum((hop) => countOf(hop.failedFound)),
    expired: sum((hop) => hop.expired),
    unreported: sum((hop) => hop.unreported),
    possiblyDoubled: sum((hop) => hop.possiblyDoubledRecords),
    foreign: counter.foreign,
    findings: hops.flatMap(lawBreakers),
    causes: ledgerCauses(hops),
  };
}

/** One producer in one partition. */
type AccountHop = ReturnType<typeof accountHop>;

/** Of a producer that is in the topic and reported nothing. */
const nothingReported: Omit<Account, 'producer' | 'partition'> = {
  reported: [],
  acknowledged: [],
  withheld: [],
  failed: [],
  unknown: [],
  possiblyDoubled: [],
};

function accountHop(
  account: Account | undefined,
  seen: SeenReadings | undefined,
  starts: ReadonlyMap<number, number>,
) {
  const { producer, partition } = (account ?? seen) as Account | SeenReadings;
  const ledger = account ?? nothingReported;
  const inTopic = seen?.seqs.ranges() ?? [];
  const missing = subtract(ledger.acknowledged, inTopic);
  const expired = expiredSeqs(ledger, inTopic, starts.get(partition) ?? 0);
  // Acknowledged later than it failed or stayed unknown: the acknowledgement counts.
  const unknown = subtract(ledger.unknown, ledger.acknowledged);
  const failed = subtract(subtract(ledger.failed, ledger.acknowledged), unknown);
  const failedFound = intersect(failed, inTopic);
  return {
    producer,
    partition,
    acknowledged: countOf(ledger.acknowledged),
    lost: subtract(missing, expired),
    expired: countOf(intersect(missing, expired)),
    unreported: countOf(subtract(subtract(inTopic, ledger.acknowledged), failed)),
    failed: countOf(failed),
    failedFound,
    unknown: countOf(unknown),
    unknownFound: countOf(intersect(unknown, inTopic)),
    records: seen?.records ?? 0,
    isReported: ledger.acknowledged.length + ledger.withheld.length > 0,
    foretold: countOf(ledger.possiblyDoubled),
    ...doubledOf(seen, ledger.possiblyDoubled),
    outOfOrder: seen?.outOfOrder.ranges() ?? [],
  };
}

function doubledOf(seen: SeenReadings | undefined, possibly: readonly Range[]) {
  const repeated = seen?.repeated.ranges() ?? [];
  const [marked, unmarked] = [intersect(repeated, possibly), subtract(repeated, possibly)];
  let [markedMore, unmarkedMore] = [0, 0];
  for (const [seq, more] of seen?.repeats ?? []) {
    if (includes(possibly, seq)) markedMore += more;
    else unmarkedMore += more;
  }
  return {
    doubled: unmarked,
    doubledRecords: countOf(unmarked) + unmarkedMore,
    possiblyDoubledRecords: countOf(marked) + markedMore,
  };
}

function lawBreakers(hop: AccountHop): Finding[] {
  return [
    ...findingsOf(hop, { kind: 'lost' }, hop.lost),
    ...findingsOf(hop, { kind: 'doubled', count: hop.doubledRecords }, hop.doubled),
    ...findingsOf(hop, { kind: 'outOfOrder' }, hop.outOfOrder),
    ...findingsOf(hop, { kind: 'failedButFound' }, hop.failedFound),
  ];
}
