/** Sets of whole numbers as inclusive ranges. */

/** `[first, last]`, both inclusive. */
export type Range = readonly [first: number, last: number];

/** Sorted, merged where they overlap or touch; ranges that end before they begin are dropped. */
export function normalize(ranges: readonly Range[]): Range[] {
  const sorted = ranges.filter(([first, last]) => first <= last).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const top = merged.at(-1);
    if (top !== undefined && first <= top[1] + 1) top[1] = Math.max(top[1], last);
    else merged.push([first, last]);
  }
  return merged;
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

/** How many numbers normalized ranges hold. */
export function countOf(ranges: readonly Range[]): number {
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
