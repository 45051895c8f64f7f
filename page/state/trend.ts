/** Trends of what waits for a query, from the last seconds of its lag. */
import type { LivePoint, QueryInsight } from '../live.ts';

/** A batch every second makes saw teeth: several of them are looked at. */
const spanMs = 15_000;
const leastPoints = 4;
/** Of the rate that comes in: what is less than that is no trend. */
const steadyShare = 0.02;
/** What comes in within this waits between two batches, whatever a line through it says. */
const betweenBatchesSeconds = 2;
const steadyRows = 1;

export interface Trend {
  readonly kind: NonNullable<QueryInsight['trend']>;
  /** Rows a second that more wait. */
  readonly rowsPerSecond: number;
}

/** `undefined` where too little is known. */
export function trendOf(points: readonly LivePoint[], query: string): Trend | undefined {
  const lastMs = points.at(-1)?.atMs ?? 0;
  const seen = points.flatMap(({ atMs, queries }) => {
    const lag = queries[query]?.lagRows ?? null;
    return lag === null || lastMs - atMs > spanMs
      ? []
      : [{ seconds: (atMs - lastMs) / 1_000, lag }];
  });
  if (seen.length < leastPoints) return undefined;
  const rowsPerSecond = slope(seen);
  const comesIn = points.at(-1)?.inPerSecond ?? 0;
  const keepsUp = seen.every(({ lag }) => lag <= comesIn * betweenBatchesSeconds);
  const isSteady =
    keepsUp || Math.abs(rowsPerSecond) <= Math.max(steadyRows, comesIn * steadyShare);
  return { kind: isSteady ? 'steady' : rowsPerSecond > 0 ? 'growing' : 'draining', rowsPerSecond };
}

/** Least squares. */
function slope(seen: readonly { readonly seconds: number; readonly lag: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanSeconds = mean(seen.map(({ seconds }) => seconds));
  const meanLag = mean(seen.map(({ lag }) => lag));
  const above = seen.reduce(
    (sum, { seconds, lag }) => sum + (seconds - meanSeconds) * (lag - meanLag),
    0,
  );
  const below = seen.reduce((sum, { seconds }) => sum + (seconds - meanSeconds) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/** Seconds until nothing waits; `null` where that is not to be told. */
export function drainSeconds(lag: number | null, trend: Trend | undefined): number | null {
  if (lag === null || lag === 0 || trend?.kind !== 'draining') return null;
  return Math.max(1, Math.round(lag / -trend.rowsPerSecond));
}
