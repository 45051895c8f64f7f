/** Findings and figures in words that a student understands. */
import { describeRanges } from './ranges.ts';
import type { Reconciled } from './reconcile.ts';
import type { Finding } from './result.ts';

export function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 reading`, `2 readings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const claims: Record<Finding['kind'], (count: number) => string> = {
  lost: (n) => `${counted(n, 'reading')} acknowledged by Kafka ${are(n)} not in the topic`,
  doubled: (n) =>
    `${counted(n, 'record')} too many: ${n === 1 ? 'a reading is' : 'readings are'} in the topic again`,
  outOfOrder: (n) => `${counted(n, 'reading')} came after a later one`,
  failedButFound: (n) => `${counted(n, 'reading')} reported as rejected ${are(n)} in the topic`,
};

export function findingSentence({ kind, producer, partition, count, ranges }: Finding): string {
  return `producer "${producer}", partition ${partition}: ${claims[kind](count)}: ${describeRanges(ranges)}`;
}

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
