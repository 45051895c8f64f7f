/** Findings and figures in words that a student understands. */
import { describeRanges } from '../chain/ranges.ts';
import type { Reconciled } from './hops/ledgerHop.ts';
import type { Finding } from './result.ts';

export function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 reading`, `2 readings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

type FirstHop = Exclude<Finding['kind'], 'injectedNotFound' | 'foundNotInjected'>;

const claims: Record<FirstHop, (count: number) => string> = {
  lost: (n) => `${counted(n, 'reading')} acknowledged by Kafka ${are(n)} not in the topic`,
  doubled: (n) =>
    `${counted(n, 'record')} too many: ${n === 1 ? 'a reading is' : 'readings are'} in the topic again`,
  outOfOrder: (n) => `${counted(n, 'reading')} came after a later one`,
  failedButFound: (n) => `${counted(n, 'reading')} reported as rejected ${are(n)} in the topic`,
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
export function ledgerNotes(first: Reconciled): string[] {
  const notes: string[] = [];
  if (first.expired > 0) {
    notes.push(
      `${counted(first.expired, 'acknowledged reading')} ${were(first.expired)} deleted by retention: proven is what is kept`,
    );
  }
  if (first.unknown > 0) {
    notes.push(
      `${counted(first.unknown, 'reading')} had no answer before the deadline; ${number(first.unknownFound)} of them ${are(first.unknownFound)} in the topic`,
    );
  }
  if (first.possiblyDoubled > 0) {
    notes.push(
      `${counted(first.possiblyDoubled, 'record')} ${are(first.possiblyDoubled)} in the topic again, as the generator had foretold`,
    );
  }
  if (first.failed > 0)
    notes.push(
      `${counted(first.failed, 'reading')} ${were(first.failed)} rejected by Kafka for good`,
    );
  if (first.foreign > 0) {
    notes.push(
      `${counted(first.foreign, 'record')} of the topic ${are(first.foreign)} not a generator's: no "producer" and "seq" headers`,
    );
  }
  return notes;
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
