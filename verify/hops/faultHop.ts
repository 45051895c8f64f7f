/** Injected = found: what the generators say they broke on purpose, against what is found without them. */
import { malformedKinds } from '../../chain/progress.ts';
import { countOf, includes, intersect, normalize, rangesOf, subtract } from '../../chain/ranges.ts';
import type { Range } from '../../chain/ranges.ts';
import { counted } from '../../chain/words/counted.ts';
import type { Injected } from '../evidence/truth.ts';
import type { FaultCounts, Finding, VerifyResult } from '../result.ts';
import { allFaults } from './accountFaults.ts';
import type { AccountFaults, Comparison, FaultEvidence } from './accountFaults.ts';
import { findingsOf } from './finding.ts';
import { malformedOf } from './malformed.ts';

/** What the result says of faults on purpose. */
export type FaultVerdict = Pick<
  VerifyResult,
  'injected' | 'found' | 'findings' | 'notes' | 'reasons'
>;

export function faultHop(evidence: FaultEvidence): FaultVerdict {
  if (evidence.truth.isEmpty) {
    const why = 'no fault was reported as written on purpose';
    const reasons = { injected: why, found: why };
    return { injected: null, found: null, findings: [], notes: [], reasons };
  }
  const all = allFaults(evidence);
  const compared = all.map((one) => ({ one, comparisons: compare(one, evidence) }));
  const flat = compared.flatMap(({ comparisons }) => comparisons);
  const isUnread = !evidence.isRead && all.some(needsQuery);
  return {
    injected: countsOf(flat, ({ injected }) => injected, isUnread),
    found: countsOf(flat, ({ found }) => found, isUnread),
    findings: compared.flatMap(({ one, comparisons }) =>
      comparisons.flatMap((comparison) => differences(one, comparison)),
    ),
    notes: notesOf(all, evidence),
    reasons: isUnread ? { malformed: 'no query has read the readings yet' } : {},
  };
}

/** Whether it takes a query to find what was injected: oversized records are set aside by the generator. */
function needsQuery({ injected }: AccountFaults): boolean {
  return [...injected.malformed].some(([kind, at]) => kind !== 'oversized' && at.length > 0);
}

function compare(one: AccountFaults, evidence: FaultEvidence): Comparison[] {
  return [lateOf(one), doubledOf(one), withheldOf(one), ...malformedOf(one, evidence)];
}

/** Before the first regular reading that is kept, nothing tells whether one is late. */
function lateOf(one: AccountFaults): Comparison {
  const { injected, seen, judged } = one;
  const faults = seen?.faults;
  const broken = normalize([injected.late, ...injected.malformed.values()].flat());
  const first = isCut(one) ? (faults?.first ?? []) : [];
  const regular = first.findIndex((seq) => !includes(broken, seq));
  const untold = rangesOf(regular < 0 ? first : first.slice(0, regular));
  const told = subtract(judged, untold);
  return {
    fault: 'late',
    injected: intersect(injected.late, told),
    found: intersect(faults?.late.ranges() ?? [], told),
  };
}

/** The first record that is kept has none before it; nor has one whose original the broker did not take. */
function doubledOf(one: AccountFaults): Comparison {
  const { injected, seen, judged, account, inTopic } = one;
  const first = isCut(one) ? (seen?.faults?.first.slice(0, 1) ?? []) : [];
  const absent = subtract(normalize([...account.failed, ...account.unknown]), inTopic);
  const behindAbsent = absent.map(([from, to]): Range => [from + 1, to + 1]);
  const told = subtract(judged, normalize([...rangesOf(first), ...behindAbsent]));
  return {
    fault: 'doubled',
    injected: intersect(injected.doubled, told),
    found: intersect(seen?.faults?.doubled.ranges() ?? [], told),
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
function isCut({ account: { reported }, seen }: AccountFaults): boolean {
  const first = reported[0]?.[0] ?? 0;
  return (seen?.faults?.first[0] ?? first) > first;
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

function differences(
  { account }: AccountFaults,
  { fault, injected, found }: Comparison,
): Finding[] {
  const extra = fault === 'withheld' ? [] : subtract(found, injected);
  return [
    ...findingsOf(account, { kind: 'injectedNotFound', fault }, subtract(injected, found)),
    ...findingsOf(account, { kind: 'foundNotInjected', fault }, extra),
  ];
}

function notesOf(all: readonly AccountFaults[], evidence: FaultEvidence): string[] {
  const notes: string[] = [];
  if (all.some(isCut)) {
    notes.push('faults among the readings that retention deleted are not counted');
  }
  if (evidence.deadLetters.mostDeleted > 0 && all.some(({ injected }) => hasMalformed(injected))) {
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
  const read = (seen?.faults?.read ?? []).flatMap(({ seqs }) => seqs.ranges());
  return countOf(subtract(intersect(normalize(at), judged), normalize(read)));
}
