/** Ranges of whole numbers, as ledgers tell of sequence numbers and offsets: sets of numbers as inclusive ranges. */

/** `[first, last]`, both inclusive. */
export type Range = readonly [first: number, last: number];

/**
 * Acknowledged sequence numbers and the offsets where their readings lie, all inclusive. Records of other producers may
 * lie between them.
 */
export type AcknowledgedRange = readonly [
  first: number,
  last: number,
  firstOffset: number,
  lastOffset: number,
];

/** A range, whatever else is told of it. */
type AnyRange = readonly [first: number, last: number, ...more: number[]];

/** Sorted, merged where they overlap or touch; ranges that end before they begin are dropped. */
export function normalize(ranges: readonly AnyRange[]): Range[] {
  const sorted = ranges.filter(([first, last]) => first <= last).sort((a, b) => a[0] - b[0]);
  const merged: Range[] = [];
  for (const [first, last] of sorted) append(merged, [first, last]);
  return merged;
}

/** The ranges that single numbers make up. */
export function rangesOf(numbers: Iterable<number>): Range[] {
  return normalize([...numbers].map((number): Range => [number, number]));
}

/**
 * Puts a range behind the others, joined with the last one where it overlaps that or follows it.
 * @returns whether there is one range more
 */
export function append(ranges: Range[], added: Range): boolean {
  const top = ranges.at(-1);
  if (top === undefined || added[0] < top[0] || added[0] > top[1] + 1) {
    ranges.push(added);
    return true;
  }
  ranges[ranges.length - 1] = [top[0], Math.max(top[1], added[1])];
  return false;
}

/** The same for acknowledged ones, joined where both the numbers and the offsets follow. */
export function appendAcknowledged(ranges: AcknowledgedRange[], added: AcknowledgedRange): void {
  const top = ranges.at(-1);
  if (top !== undefined && top[1] + 1 === added[0] && top[3] + 1 === added[2]) {
    ranges[ranges.length - 1] = [top[0], added[1], top[2], added[3]];
  } else ranges.push(added);
}

/** What is in `from` and not in `taken`; both normalized. */
export function subtract(from: readonly Range[], taken: readonly Range[]): Range[] {
  const left: Range[] = [];
  let next = 0;
  for (const [first, last] of from) {
    while ((taken[next]?.[1] ?? Infinity) < first) next += 1;
    let at = first;
    for (let i = next; at <= last; i++) {
      const hole = taken[i];
      if (hole === undefined || hole[0] > last) break;
      if (hole[0] > at) left.push([at, hole[0] - 1]);
      at = Math.max(at, hole[1] + 1);
    }
    if (at <= last) left.push([at, last]);
  }
  return left;
}

/** What is in both; both normalized. */
export function intersect(a: readonly Range[], b: readonly Range[]): Range[] {
  const both: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left, right] = [a[i] as Range, b[j] as Range];
    const [first, last] = [Math.max(left[0], right[0]), Math.min(left[1], right[1])];
    if (first <= last) both.push([first, last]);
    if (left[1] < right[1]) i += 1;
    else j += 1;
  }
  return both;
}

/** The first `count` numbers of normalized ranges. */
export function firstOf(ranges: readonly Range[], count: number): Range[] {
  const taken: Range[] = [];
  let left = count;
  for (const [first, last] of ranges) {
    if (left <= 0) break;
    const end = Math.min(last, first + left - 1);
    taken.push([first, end]);
    left -= end - first + 1;
  }
  return taken;
}

/** Whether normalized ranges hold a number. */
export function includes(ranges: readonly Range[], value: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const [first, last] = ranges[middle] as Range;
    if (value < first) high = middle - 1;
    else if (value > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** The part of each range that lies at or below `most`. */
export function upTo(ranges: readonly Range[], most: number): Range[] {
  return ranges
    .filter(([first]) => first <= most)
    .map(([first, last]): Range => [first, Math.min(last, most)]);
}

/** Every number of the ranges, one after the other. */
export function* numbersIn(ranges: readonly Range[]): Generator<number> {
  for (const [first, last] of ranges) for (let at = first; at <= last; at++) yield at;
}

/** How many numbers the ranges hold, which must not overlap. */
export function countOf(ranges: readonly AnyRange[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** `seq 120–134, 140`; of very many ranges the first ones, and how many more there are. */
export function describeRanges(ranges: readonly Range[], most = 8): string {
  const shown = ranges.slice(0, most).map(([first, last]) => {
    return first === last ? `${first}` : `${first}–${last}`;
  });
  const more = ranges.length - shown.length;
  return `seq ${shown.join(', ')}${more > 0 ? ` and ${more} more ranges` : ''}`;
}
