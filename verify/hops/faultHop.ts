/** Injected = found: what the generators say they broke on purpose, against what is found without them. */
import { malformedKinds } from '../../chain/progress.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import type { Counter, Seen } from '../evidence/countReadings.ts';
import type { DeadLetters } from '../evidence/deadLetters.ts';
import { accountKey } from '../evidence/ledger.ts';
import type { Account } from '../evidence/ledger.ts';
import { malformedOf } from './malformed.ts';
import { countOf, includes, intersect, normalize, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { expiredSeqs } from './ledgerHop.ts';
import type { FaultCounts, Finding } from '../result.ts';
import { counted } from '../sentences.ts';
import type { Injected, Truth } from '../evidence/truth.ts';

/** One fault of one account: which sequence numbers should have it, and which have. */
export interface Comparison {
  readonly fault: NonNullable<Finding['fault']>;
  readonly injected: readonly Range[];
  readonly found: readonly Range[];
}

export interface FaultVerdict {
  readonly injected: FaultCounts | null;
  readonly found: FaultCounts | null;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  readonly reasons: Readonly<Record<string, string>>;
}

export interface FaultEvidence {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly truth: Truth;
  readonly counter: Counter;
  /** Bounds of `readings` after it was read. */
  readonly offsets: readonly PartitionOffsets[];
  readonly deadLetters: DeadLetters;
  readonly hasExpiredDeadLetters: boolean;
  /** Whether a query reads `readings`: without one nobody says which records are malformed. */
  readonly isRead: boolean;
}

/** One account with everything that is known of it. */
export interface AccountFaults {
  readonly account: Account;
  readonly injected: Injected;
  readonly seen: Seen | undefined;
  readonly inTopic: readonly Range[];
  /** Sequence numbers of which the topic can still tell: acknowledged or found, and not expired. */
  readonly judged: readonly Range[];
}

export function faultVerdict(evidence: FaultEvidence): FaultVerdict {
  const { truth, accounts } = evidence;
  if (truth.isEmpty) return nothingInjected();
  const all = [...accounts.values()].flatMap((account) => {
    const injected = truth.of(account.producer, account.partition);
    return injected === undefined ? [] : [lookAt(account, injected, evidence)];
  });
  const comparisons = all.map((one) => ({ one, compared: compare(one, evidence) }));
  const flat = comparisons.flatMap(({ compared }) => compared);
  const isUnread = !evidence.isRead && all.some(needsQuery);
  return {
    injected: countsOf(flat, ({ injected }) => injected, isUnread),
    found: countsOf(flat, ({ found }) => found, isUnread),
    findings: comparisons.flatMap(({ one, compared }) => compared.flatMap((c) => findings(one, c))),
    notes: notesOf(all, evidence),
    reasons: isUnread ? { malformed: 'no query has read the readings yet' } : {},
  };
}

function nothingInjected(): FaultVerdict {
  const why = 'no fault was reported as written on purpose';
  return {
    ...{ injected: null, found: null, findings: [], notes: [] },
    reasons: { injected: why, found: why },
  };
}

/** Whether it takes a query to find what was injected: oversized records are set aside by the generator. */
function needsQuery({ injected }: AccountFaults): boolean {
  return [...injected.malformed].some(([kind, at]) => kind !== 'oversized' && at.length > 0);
}

function lookAt(account: Account, injected: Injected, evidence: FaultEvidence): AccountFaults {
  const { producer, partition } = account;
  const seen = evidence.counter.get(accountKey(producer, partition));
  const inTopic = seen?.seqs.ranges() ?? [];
  const start = evidence.offsets.find((range) => range.partition === partition)?.start ?? 0;
  const expired = subtract(expiredSeqs(account, inTopic, start), inTopic);
  const unknownFound = intersect(account.unknown, inTopic);
  const settled = normalize([...account.acknowledged, ...account.withheld, ...unknownFound]);
  return { account, injected, seen, inTopic, judged: subtract(settled, expired) };
}

function compare(one: AccountFaults, evidence: FaultEvidence): Comparison[] {
  return [lateOf(one), doubledOf(one), withheldOf(one), ...malformedOf(one, evidence)];
}

/** Before the first regular reading that is kept, nothing tells whether one is late. */
function lateOf({ injected, seen, judged, account }: AccountFaults): Comparison {
  const sight = seen?.sight;
  const broken = normalize([injected.late, ...injected.malformed.values()].flat());
  const first = isCut(account, seen) ? (sight?.first ?? []) : [];
  const regular = first.findIndex((seq) => !includes(broken, seq));
  const untold = asRanges(regular < 0 ? first : first.slice(0, regular));
  const told = subtract(judged, untold);
  return {
    fault: 'late',
    injected: intersect(injected.late, told),
    found: intersect(sight?.late.ranges() ?? [], told),
  };
}

/** The first record that is kept has none before it; nor has one whose original the broker did not take. */
function doubledOf({ injected, seen, judged, account, inTopic }: AccountFaults): Comparison {
  const first = isCut(account, seen) ? (seen?.sight?.first.slice(0, 1) ?? []) : [];
  const absent = subtract(normalize([...account.failed, ...account.unknown]), inTopic);
  const behindAbsent = absent.map(([from, to]): Range => [from + 1, to + 1]);
  const told = subtract(judged, normalize([...asRanges(first), ...behindAbsent]));
  return {
    fault: 'doubled',
    injected: intersect(injected.doubled, told),
    found: intersect(seen?.sight?.doubled.ranges() ?? [], told),
  };
}

/** A number that is missing and was not withheld is lost, and told as such. */
function withheldOf({ account, injected, judged, inTopic }: AccountFaults): Comparison {
  const withheld = intersect(injected.withheld, judged);
  const acknowledged = normalize([...account.acknowledged, ...account.withheld]);
  return {
    fault: 'withheld',
    injected: withheld,
    found: subtract(intersect(acknowledged, judged), inTopic),
  };
}

/** Whether retention took the account's first records. */
function isCut({ stretches }: Account, seen: Seen | undefined): boolean {
  const first = stretches[0]?.seqs[0] ?? 0;
  return (seen?.sight?.first[0] ?? first) > first;
}

function asRanges(seqs: readonly number[]): Range[] {
  return normalize(seqs.map((seq): Range => [seq, seq]));
}

function countsOf(
  compared: readonly Comparison[],
  pick: (comparison: Comparison) => readonly Range[],
  isUnread: boolean,
): FaultCounts {
  const of = (name: Comparison['fault']) =>
    compared.reduce((sum, c) => (c.fault === name ? sum + countOf(pick(c)) : sum), 0);
  const kinds = malformedKinds.filter((kind) =>
    compared.some((c) => c.fault === kind && c.injected.length + c.found.length > 0),
  );
  return {
    late: of('late'),
    doubled: of('doubled'),
    withheld: of('withheld'),
    malformed: isUnread ? null : Object.fromEntries(kinds.map((kind) => [kind, of(kind)])),
  };
}

function findings({ account }: AccountFaults, { fault, injected, found }: Comparison): Finding[] {
  const { producer, partition } = account;
  const of = (kind: Finding['kind'], ranges: readonly Range[]): Finding[] => {
    if (ranges.length === 0) return [];
    const list = ranges.map(([first, last]): [number, number] => [first, last]);
    return [{ kind, fault, producer, partition, count: countOf(ranges), ranges: list }];
  };
  const extra = fault === 'withheld' ? [] : subtract(found, injected);
  return [...of('injectedNotFound', subtract(injected, found)), ...of('foundNotInjected', extra)];
}

function notesOf(all: readonly AccountFaults[], evidence: FaultEvidence): string[] {
  const notes: string[] = [];
  if (all.some(({ account, seen }) => isCut(account, seen))) {
    notes.push('faults among the readings that retention deleted are not counted');
  }
  if (evidence.hasExpiredDeadLetters && all.some(({ injected }) => hasMalformed(injected))) {
    notes.push('retention deleted dead letters: malformed records without one are not counted');
  }
  const unread = all.reduce((sum, one) => sum + unreadOf(one), 0);
  if (unread > 0 && evidence.isRead) {
    notes.push(`${counted(unread, 'malformed record')} no query has read yet`);
  }
  return notes;
}

function hasMalformed({ malformed }: Injected): boolean {
  return [...malformed.values()].some((ranges) => ranges.length > 0);
}

function unreadOf({ injected, judged, seen }: AccountFaults): number {
  const at = [...injected.malformed].flatMap(([kind, list]) => (kind === 'oversized' ? [] : list));
  const read = (seen?.sight?.read ?? []).flatMap(({ seqs }) => seqs.ranges());
  return countOf(subtract(intersect(normalize(at), judged), normalize(read)));
}
