/** Sentences that a student understands: of findings, and of figures that need one. */
import { describeRanges } from '../chain/ranges.ts';
import { counted } from '../chain/words/counted.ts';
import type { LedgerVerdict } from './hops/ledgerHop.ts';
import type { Finding } from './result.ts';

type FirstHop = Exclude<Finding['kind'], 'injectedNotFound' | 'foundNotInjected'>;

const claims: Record<FirstHop, (count: number) => string> = {
  lost: (n) => `${counted(n, 'reading')} acknowledged by Kafka ${are(n)} not in the topic`,
  doubled: (n) =>
    `${counted(n, 'record')} too many: ${n === 1 ? 'a reading is' : 'readings are'} in the topic again`,
  outOfOrder: (n) => `${counted(n, 'reading')} came after a later one`,
  failedButFound: (n) => `${counted(n, 'reading')} reported as rejected ${are(n)} in the topic`,
  unaccounted: (n) =>
    `${counted(n, 'sequence number')} below the highest one ${are(n)} neither in the topic nor in the ledger`,
};

export function findingSentence(finding: Finding): string {
  const { producer, partition, count, ranges } = finding;
  return `producer "${producer}", partition ${partition}: ${claimOf(finding, count)}: ${describeRanges(ranges)}`;
}

function claimOf({ kind, fault = 'late' }: Finding, count: number): string {
  const faults = `${counted(count, `${faultNames[fault]} record`)} ${were(count)}`;
  if (kind === 'injectedNotFound') return `${faults} injected and not found`;
  if (kind === 'foundNotInjected') return `${faults} found and not injected`;
  return claims[kind](count);
}

/** A fault as it stands in a table. */
export const faultNames: Record<NonNullable<Finding['fault']>, string> = {
  late: 'late',
  doubled: 'doubled',
  withheld: 'withheld',
  not_json: 'not JSON',
  missing_field: 'missing field',
  wrong_type: 'wrong type',
  bad_time: 'bad time',
  future_time: 'future time',
  oversized: 'oversized',
};

/** What the first hop's figures mean where they prove less than everything. */
export function ledgerNotes(ledger: LedgerVerdict): string[] {
  const { expired, failed, foreign } = ledger;
  const notes: [count: number, note: string][] = [
    [
      expired,
      `${counted(expired, 'acknowledged reading')} ${were(expired)} deleted by retention: proven is what is kept`,
    ],
    [
      failed,
      `${counted(failed, 'reading')} never got into the topic, which the generator knows: Kafka refused them or was away too long`,
    ],
    [
      foreign,
      `${counted(foreign, 'record')} of the topic ${are(foreign)} not a generator's: no "producer" and "seq" headers`,
    ],
  ];
  return notes.filter(([count]) => count > 0).map(([, note]) => note);
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
