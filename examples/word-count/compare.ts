/** Whether counts are the same wherever they were made. Pure. */

/** How often each thing came. */
export type Counts = ReadonlyMap<string, number>;
/** The same things counted several times, by who counted. */
export type Views = Readonly<Record<string, Counts>>;

/** A sentence for each thing whose counts are not all the same. */
export function differences(views: Views): string[] {
  return keysOf(views).flatMap((key) => {
    const all = Object.entries(views).map(([who, counts]) => [who, counts.get(key) ?? 0] as const);
    const isSame = all.every(([, n]) => n === all[0]?.[1]);
    return isSame ? [] : [`${key}: ${all.map(([who, n]) => `${who} ${n}`).join(', ')}`];
  });
}

/** Of counts by word and window those by word. */
export function sums(windows: Counts): Counts {
  const found = new Map<string, number>();
  for (const [key, n] of windows) {
    const word = key.split(' ')[0] ?? key;
    found.set(word, (found.get(word) ?? 0) + n);
  }
  return found;
}

/** One line a thing, one column a view. */
export function table(views: Views): string {
  const titles = Object.keys(views);
  const rows = keysOf(views).map((key) => [
    key.padEnd(8),
    ...Object.entries(views).map(([who, counts]) =>
      String(counts.get(key) ?? 0).padStart(who.length),
    ),
  ]);
  return [[' '.repeat(8), ...titles], ...rows].map((cells) => cells.join('  ')).join('\n');
}

function keysOf(views: Views): string[] {
  return [...new Set(Object.values(views).flatMap((counts) => [...counts.keys()]))].sort();
}
