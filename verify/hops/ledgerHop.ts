/**
 * The first hop: ledger against topic. By construction
 * inTopic = acknowledged − lost − expired + unreported + failed but found + doubled + possiblyDoubled + foreign.
 */
import type { PartitionOffsets } from '../../kafka/client.ts';
import type { Counter, Seen } from '../evidence/countReadings.ts';
import { accountKey } from '../evidence/ledger.ts';
import type { Account, Stretch } from '../evidence/ledger.ts';
import { countOf, firstOf, intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import type { Finding } from '../result.ts';

export interface Reconciled {
  readonly acknowledged: number;
  readonly inTopic: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly unknown: number;
  readonly unknownFound: number;
  readonly failed: number;
  readonly failedFound: number;
  readonly expired: number;
  readonly unreported: number;
  readonly possiblyDoubled: number;
  readonly foreign: number;
  readonly findings: readonly Finding[];
}

/**
 * @param offsets bounds of the topic after it was read: what retention took meanwhile is expired, not lost
 */
export function reconcile(
  accounts: ReadonlyMap<string, Account>,
  counter: Counter,
  offsets: readonly PartitionOffsets[],
): Reconciled {
  const keys = new Set([...accounts.keys(), ...[...counter.all].map(keyOf)]);
  const starts = new Map(offsets.map(({ partition, start }) => [partition, start]));
  const hops = [...keys].map((key) => reconcileOne(accounts.get(key), counter.get(key), starts));
  const sum = (pick: (hop: Hop) => number) => hops.reduce((total, hop) => total + pick(hop), 0);
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
    findings: hops.flatMap(findingsOf),
  };
}

/** One producer in one partition. */
interface Hop {
  readonly producer: string;
  readonly partition: number;
  readonly acknowledged: number;
  readonly lost: readonly Range[];
  readonly expired: number;
  readonly unreported: number;
  readonly failed: number;
  readonly failedFound: readonly Range[];
  readonly unknown: number;
  readonly unknownFound: number;
  readonly doubled: readonly Range[];
  readonly doubledRecords: number;
  readonly possiblyDoubledRecords: number;
  readonly outOfOrder: readonly Range[];
}

const nothing = {
  ...{ acknowledged: [], withheld: [], stretches: [] },
  ...{ failed: [], unknown: [], possiblyDoubled: [] },
};

function reconcileOne(
  account: Account | undefined,
  seen: Seen | undefined,
  starts: ReadonlyMap<number, number>,
): Hop {
  const { producer, partition } = (account ?? seen) as Account | Seen;
  const ledger = account ?? nothing;
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
    ...doubledOf(seen, ledger.possiblyDoubled),
    outOfOrder: seen?.outOfOrder.ranges() ?? [],
  };
}

/** Sequence numbers, withheld ones among them, that lay below the log's start: of them nothing can be told. */
export function expiredSeqs(
  { stretches, withheld }: Pick<Account, 'stretches' | 'withheld'>,
  inTopic: readonly Range[],
  start: number,
): Range[] {
  return normalize(
    stretches.flatMap((stretch) => expiredOf(stretch, { inTopic, withheld, start })),
  );
}

interface Kept {
  readonly inTopic: readonly Range[];
  readonly withheld: readonly Range[];
  /** Where the partition's log begins. */
  readonly start: number;
}

/**
 * Which of a stretch's sequence numbers lay below the log's start. Without other producers between them each that was
 * sent has its own offset; else those before the first one still there, as many as fit below the start.
 */
function expiredOf(stretch: Stretch, { inTopic, withheld, start }: Kept): Range[] {
  const [firstSeq, lastSeq] = stretch.seqs;
  const [firstOffset, lastOffset] = stretch.offsets;
  if (start <= firstOffset) return [];
  if (start > lastOffset) return [[firstSeq, lastSeq]];
  const sent = subtract([stretch.seqs], withheld);
  const fitting = firstOf(sent, start - firstOffset).at(-1)?.[1] ?? firstSeq - 1;
  const isDense = lastOffset - firstOffset === countOf(sent) - 1;
  const present = intersect([stretch.seqs], inTopic)[0]?.[0] ?? lastSeq + 1;
  return normalize([
    [firstSeq, Math.min(lastSeq, isDense ? fitting : Math.min(fitting, present - 1))],
  ]);
}

function doubledOf(seen: Seen | undefined, possibly: readonly Range[]) {
  const repeated = seen?.repeated.ranges() ?? [];
  const [marked, unmarked] = [intersect(repeated, possibly), subtract(repeated, possibly)];
  let [markedMore, unmarkedMore] = [0, 0];
  for (const [seq, more] of seen?.repeats ?? []) {
    if (intersect([[seq, seq]], possibly).length > 0) markedMore += more;
    else unmarkedMore += more;
  }
  return {
    doubled: unmarked,
    doubledRecords: countOf(unmarked) + unmarkedMore,
    possiblyDoubledRecords: countOf(marked) + markedMore,
  };
}

function findingsOf(hop: Hop): Finding[] {
  const { producer, partition } = hop;
  const of = (kind: Finding['kind'], ranges: readonly Range[], count = countOf(ranges)) =>
    ranges.length === 0
      ? []
      : [
          {
            kind,
            producer,
            partition,
            count,
            ranges: ranges.map(([a, b]) => [a, b] as [number, number]),
          },
        ];
  return [
    ...of('lost', hop.lost),
    ...of('doubled', hop.doubled, hop.doubledRecords),
    ...of('outOfOrder', hop.outOfOrder),
    ...of('failedButFound', hop.failedFound),
  ];
}

function keyOf({ producer, partition }: Seen): string {
  return accountKey(producer, partition);
}
