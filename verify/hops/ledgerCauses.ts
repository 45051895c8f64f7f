/** What the ledger leaves open: readings of which the producer itself does not know enough. */
import { counted, number } from '../../chain/words/counted.ts';
import { entryOf } from '../evidence/entryOf.ts';
import type { Cause } from '../result.ts';

/** Of one producer in one partition. */
interface OpenAccount {
  readonly producer: string;
  /** Records in the topic. */
  readonly records: number;
  /** Whether the ledger acknowledges anything. */
  readonly isReported: boolean;
  readonly unknown: number;
  readonly unknownFound: number;
  readonly foretold: number;
  readonly possiblyDoubledRecords: number;
}

const mostNames = 3;

/** A line a producer and kind; producers without any acknowledgement in one. */
export function ledgerCauses(hops: readonly OpenAccount[]): Cause[] {
  const producers = new Map<string, OpenAccount[]>();
  for (const hop of hops) entryOf(producers, hop.producer, () => []).push(hop);
  const causes = [...producers].flatMap(([producer, own]) => causesOf(producer, own));
  return [...causes, ...unacknowledged(producers)];
}

function causesOf(producer: string, hops: readonly OpenAccount[]): Cause[] {
  const sum = (pick: (hop: OpenAccount) => number) =>
    hops.reduce((total, hop) => total + pick(hop), 0);
  const [unknown, foretold] = [sum((hop) => hop.unknown), sum((hop) => hop.foretold)];
  const again = sum((hop) => hop.possiblyDoubledRecords);
  const causes: Cause[] = [
    {
      kind: 'unknown',
      count: unknown,
      sentence: `producer "${producer}": ${counted(unknown, 'reading')} had no answer before the deadline, ${number(sum((hop) => hop.unknownFound))} of them in the topic`,
    },
    {
      kind: 'possiblyDoubled',
      count: foretold,
      sentence: `producer "${producer}": ${counted(foretold, 'reading')} may have been written twice, ${again === 0 ? 'none of them was' : `${counted(again, 'record')} too many were`}`,
    },
  ];
  return causes.filter(({ count }) => count > 0);
}

/** A ledger that says nothing proves nothing: of its readings nobody knows how many there should be. */
function unacknowledged(producers: ReadonlyMap<string, readonly OpenAccount[]>): Cause[] {
  const silent = [...producers]
    .filter(([, hops]) => hops.every(({ isReported }) => !isReported))
    .map(([name, hops]) => ({ name, records: hops.reduce((sum, hop) => sum + hop.records, 0) }))
    .filter(({ records }) => records > 0);
  const count = silent.reduce((sum, { records }) => sum + records, 0);
  if (count === 0) return [];
  const names = silent.slice(0, mostNames).map(({ name }) => `"${name}"`);
  const more =
    silent.length > mostNames ? ` and ${counted(silent.length - mostNames, 'more')}` : '';
  const whose = `${silent.length === 1 ? 'producer' : 'producers'} ${names.join(', ')}${more}`;
  return [
    {
      kind: 'unacknowledged',
      count,
      sentence: `the ledger acknowledges 0 of the ${counted(count, 'reading')} of ${whose} in the topic: nothing says how many there should be`,
    },
  ];
}
