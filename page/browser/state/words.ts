/** Figures as they are read. What is not known is said, not drawn as 0. */

export const noData = 'no data';

export function whole(count: number | null | undefined): string {
  return count === null || count === undefined ? noData : Math.round(count).toLocaleString('en');
}

export function perSecond(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return noData;
  return rate > 0 && rate < 10 ? `${rate.toFixed(1)}/s` : `${whole(rate)}/s`;
}

/** Of five figures at most, for an axis. */
export function short(count: number): string {
  const units = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  const [size, unit] = units.find(([least]) => Math.abs(count) >= least) ?? [1, ''];
  return `${Number((count / size).toFixed(1))}${unit}`;
}

export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return noData;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 100) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

export function clock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}

/** Not within a pair of surrogates, as a browser draws half of one as a stranger. */
export function cut(text: string, most: number): string {
  const signs = Array.from(text.slice(0, most * 2));
  return signs.length <= most && text.length <= most * 2
    ? text
    : `${signs.slice(0, most - 1).join('')}…`;
}
