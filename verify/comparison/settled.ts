/** Which rows of two outputs can be compared: those that neither query will write again. */
import type { OffsetRanges, QueryProgress } from '../../chain/progress.ts';
import type { FinalRow, RowKind } from './finalRows.ts';

/** As much of a query's report as tells how far it is. */
export type Reach = Pick<QueryProgress, 'query' | 'offsets' | 'otherOffsets' | 'watermark'> & {
  readonly isAppend: boolean;
};

export interface Settled {
  /** Whether a row is final in both outputs; of one that only one of them has, whether the other must have it. */
  isFinal(row: FinalRow): boolean;
  /** Why nothing may be final, where that is known. */
  readonly reason: string | undefined;
}

/** @param kind what the rows stand for */
export function settled(kind: RowKind, one: Reach, other: Reach): Settled {
  if (kind === 'reading') return byReading(one, other);
  const hasReadTheSame = isSameReach(one, other);
  if (kind === 'window' && (one.isAppend || other.isAppend || !hasReadTheSame)) {
    return byWatermark(one, other);
  }
  return hasReadTheSame ? { isFinal: () => true, reason: undefined } : notTheSame(one, other);
}

/** Whether both have read the same readings. */
export function isSameReach(one: Reach, other: Reach): boolean {
  return isSameRanges([one.offsets, ...one.otherOffsets], [other.offsets, ...other.otherOffsets]);
}

function byReading(one: Reach, other: Reach): Settled {
  const has = ({ offsets }: Reach, partition: number, offset: number): boolean => {
    const range = offsets[String(partition)];
    return range !== undefined && range.start <= offset && offset < range.end;
  };
  return {
    isFinal: ({ reading }) =>
      reading !== undefined &&
      has(one, reading.partition, reading.offset) &&
      has(other, reading.partition, reading.offset),
    reason: undefined,
  };
}

/** A window that ends at a watermark or before it takes no more readings. */
function byWatermark(one: Reach, other: Reach): Settled {
  const without = [one, other].find(({ watermark }) => watermark === null);
  if (without !== undefined) {
    const why = `query "${without.query}" has no watermark yet, and the two have not read the same readings`;
    return { isFinal: () => false, reason: why };
  }
  const closedMs = Math.min(...[one, other].map(({ watermark }) => Date.parse(watermark ?? '')));
  return {
    isFinal: ({ window }) => window !== undefined && window.endMs <= closedMs,
    reason: `no window has closed in both yet: their watermarks stand at ${new Date(closedMs).toISOString()} or later`,
  };
}

function notTheSame(one: Reach, other: Reach): Settled {
  return {
    isFinal: () => false,
    reason: `rows that are updated for ever can be compared once both have read the same readings: "${one.query}" has read up to ${ends(one)}, "${other.query}" up to ${ends(other)}`,
  };
}

function ends({ offsets }: Reach): string {
  return Object.entries(offsets)
    .map(([partition, { end }]) => `${partition}:${end}`)
    .join(' ');
}

function isSameRanges(one: readonly OffsetRanges[], other: readonly OffsetRanges[]): boolean {
  return one.length === other.length && one.every((ranges, at) => isSameRange(ranges, other[at]));
}

/** A partition of which nothing was read may be left out. */
function isSameRange(one: OffsetRanges, other: OffsetRanges = {}): boolean {
  const partitions = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...partitions].every((partition) => {
    const [a, b] = [readIn(one, partition), readIn(other, partition)];
    return a.start === b.start && a.end === b.end;
  });
}

function readIn(ranges: OffsetRanges, partition: string) {
  const range = ranges[partition];
  return range === undefined || range.start === range.end ? { start: 0, end: 0 } : range;
}
