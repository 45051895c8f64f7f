/** Ranges of sequence numbers, inclusive. */
export type SeqRange = [first: number, last: number];

/** The part of each range that lies at or below `last`. */
export function upTo(ranges: readonly Readonly<SeqRange>[], last: number): SeqRange[] {
  return ranges
    .filter(([first]) => first <= last)
    .map(([first, end]): SeqRange => [first, Math.min(end, last)]);
}

/** One number after the other as ranges; numbers come in ascending order. */
export function joined(seqs: Iterable<number>): SeqRange[] {
  const ranges: SeqRange[] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === seq) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

/** Every number of the ranges. */
export function* each(ranges: readonly Readonly<SeqRange>[]): Generator<number> {
  for (const [first, last] of ranges) for (let seq = first; seq <= last; seq++) yield seq;
}
