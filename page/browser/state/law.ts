/** The law hop by hop, from a verdict: what stands on both sides, and whether they are the same. */
import type { VerifyResult } from '../../../verify/result.ts';
import { whole } from './words.ts';

export type Sign = '=' | '≠' | '?';
export interface Hop {
  readonly left: string;
  readonly sign: Sign;
  readonly right: string;
  /** What lies beside the law, and what breaks it. */
  readonly asides: readonly string[];
}
export interface HopGroup {
  readonly name: string;
  readonly hops: readonly Hop[];
}

export function lawOf(result: VerifyResult): HopGroup[] {
  return [
    { name: 'generators → readings', hops: [ledgerHop(result)] },
    ...result.queries.map((query) => ({
      name: `readings → ${query.name}`,
      hops: [readHop(query), outputHop(query)],
    })),
  ];
}

function ledgerHop(result: VerifyResult): Hop {
  const { acknowledged, inTopic, lost, doubled, outOfOrder } = result;
  return {
    left: `acknowledged ${whole(acknowledged)}`,
    sign: lost + doubled === 0 ? '=' : '≠',
    right: `in the topic ${whole(inTopic)}${besides(result)}`,
    asides: [
      `lost ${whole(lost)} · doubled ${whole(doubled)} · out of order ${whole(outOfOrder)}`,
      ...told([
        [result.unknown, 'without an answer'],
        [result.failed, 'rejected'],
        [result.unaccounted, 'unaccounted'],
      ]),
    ],
  };
}

/** Why the topic holds another number than the ledger although nothing is lost. */
function besides({ unreported, expired, possiblyDoubled, foreign }: VerifyResult): string {
  const parts = told([
    [unreported, 'unreported'],
    [expired, 'expired'],
    [possiblyDoubled, 'foretold as doubled'],
    [foreign, 'not the generator’s'],
  ]);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

type Query = VerifyResult['queries'][number];

function readHop({ read, valid, deadLetters, lag, recountedBatches }: Query): Hop {
  return {
    left: `read ${whole(read)}`,
    sign: signOf(read, [valid, deadLetters]),
    right: `valid ${whole(valid)} + dead letters ${whole(deadLetters)}`,
    asides: told([
      [lag, 'not read yet'],
      [recountedBatches, recountedBatches === 1 ? 'batch recounted' : 'batches recounted'],
    ]),
  };
}

function outputHop(query: Query): Hop {
  const { valid, filtered, counted, late, rowsSetAside, reasons } = query;
  const large = rowsSetAside > 0 ? ` + too large ${whole(rowsSetAside)}` : '';
  return {
    left: `valid ${whole(valid)}`,
    sign: signOf(valid, [filtered, counted, late, rowsSetAside]),
    right: `filtered ${figure(filtered)} + counted ${figure(counted)}${large} + late ${figure(late)}`,
    asides: [
      ...new Set(Object.values(reasons)),
      ...told([[query.replayedRows, 'rows written again']]),
    ],
  };
}

function figure(count: number | null): string {
  return count === null ? '?' : whole(count);
}

function signOf(left: number, right: readonly (number | null)[]): Sign {
  if (right.includes(null)) return '?';
  return right.reduce<number>((sum, count) => sum + (count ?? 0), 0) === left ? '=' : '≠';
}

function told(counts: readonly (readonly [count: number | null, name: string])[]): string[] {
  return counts.flatMap(([count, name]) =>
    count === null || count === 0 ? [] : [`${whole(count)} ${name}`],
  );
}

export interface FaultRow {
  readonly name: string;
  readonly injected: number;
  readonly found: number;
}

/** Kinds that were neither injected nor found are left out. */
export function faultRows({ injected, found }: VerifyResult): FaultRow[] {
  if (injected === null || found === null) return [];
  const plain = (['late', 'doubled', 'withheld'] as const).map((kind) => ({
    ...{ name: kind, injected: injected[kind], found: found[kind] },
  }));
  const kinds = new Set([
    ...Object.keys(injected.malformed ?? {}),
    ...Object.keys(found.malformed ?? {}),
  ]) as Set<keyof NonNullable<typeof injected.malformed>>;
  const malformed = [...kinds].map((kind) => ({
    name: kind.replaceAll('_', ' '),
    injected: injected.malformed?.[kind] ?? 0,
    found: found.malformed?.[kind] ?? 0,
  }));
  return [...plain, ...malformed].filter((row) => row.injected + row.found > 0);
}
