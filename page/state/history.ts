/**
 * The last five minutes, rebuilt from what the queries reported of their batches. A batch tells the time of its newest
 * record and the offsets that it reached: put together, they tell where the topic ended at that time, and so what came in
 * and what waited, of a time when nobody looked. What was withdrawn or expired is not told.
 */
import { topicNames } from '../../chain/names.ts';
import type { BatchProgress } from '../../chain/progress.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { LivePoint, LivePointOfQuery } from '../live.ts';
import { Curve } from './curve.ts';

export const historyMs = 300_000;
const stepMs = 1_000;
/** A rate is told over this span, so that a batch is not a peak. */
const rateSpanMs = 2 * stepMs;

/** A batch with its times read once: there are thousands. */
interface Timed {
  readonly endMs: number;
  readonly newestMs: number;
  readonly durationMs: number;
  readonly rows: number;
  readonly outputRows: number | null;
  /** Sum of the offsets that it reached. */
  readonly reached: number;
}

/**
 * A point a second, oldest first, from the first that anything is known of.
 * @param spanMs how far back it goes
 */
export function historyOf(
  { atMs, offsets, progress }: KafkaSnapshot,
  spanMs = historyMs,
): LivePoint[] {
  const sinceMs = atMs - spanMs;
  const queries = [...progress.batches].map(([query, batches]) => {
    const mode = progress.queries.find((one) => one.query === query)?.mode;
    const recent = batches.map(timed).filter(({ endMs }) => endMs >= sinceMs);
    return { query, batches: recent, isLive: mode?.kind === 'realTime' };
  });
  const known = queries.flatMap(({ batches }) => batches);
  if (known.length === 0) return [];
  const firstMs = known.reduce((least, { endMs }) => Math.min(least, endMs), atMs);
  const times: number[] = [];
  for (let at = Math.ceil(firstMs / stepMs) * stepMs; at < atMs; at += stepMs) times.push(at);
  const ends = offsets.get(topicNames.readings) ?? [];
  const written = writtenCurve(known, atMs, sum(ends.map(({ end }) => end)));
  const columns = queries.map(({ query, batches, isLive }) => {
    const reached = reachedCurve(batches, isLive);
    return [query, pointsOf(times, batches, { written, reached })] as const;
  });
  return times.map((at, index) => ({
    atMs: at,
    inPerSecond: written.rate(at, rateSpanMs),
    queries: Object.fromEntries(
      columns.flatMap(([query, points]) => (points[index] ? [[query, points[index]]] : [])),
    ),
  }));
}

function timed({ time, newestTimestamp, offsets, ...batch }: BatchProgress): Timed {
  return {
    endMs: Date.parse(time),
    newestMs: batch.rows === 0 ? Number.NaN : Date.parse(newestTimestamp ?? ''),
    durationMs: Math.max(batch.durationMs, 1),
    rows: batch.rows,
    outputRows: batch.outputRows,
    reached: sum(Object.values(offsets).map(({ end }) => end)),
  };
}

/** Where the topic ended, as the furthest of the queries saw it. */
function writtenCurve(batches: readonly Timed[], nowMs: number, now: number): Curve {
  const seen = batches
    .filter(({ newestMs }) => !Number.isNaN(newestMs))
    .map(({ newestMs, reached }) => ({ atMs: newestMs, count: reached }));
  return Curve.rising([...seen, { atMs: nowMs, count: now }]);
}

/** Where a query stood. What it read in a batch in real time, which is open for seconds, it read bit by bit. */
function reachedCurve(batches: readonly Timed[], isLive: boolean): Curve {
  const points = batches.flatMap(({ endMs, reached }, at) => {
    const before = batches[at - 1];
    const step = isLive || before === undefined ? [] : [{ atMs: endMs - 1, count: before.reached }];
    return [...step, { atMs: endMs, count: reached }];
  });
  return Curve.rising(points);
}

function pointsOf(
  times: readonly number[],
  batches: readonly Timed[],
  { written, reached }: { readonly written: Curve; readonly reached: Curve },
): LivePointOfQuery[] {
  const read = spread(times, batches, ({ rows }) => rows);
  const out = spread(times, batches, ({ outputRows }) => outputRows);
  let next = 0;
  return times.map((atMs, index) => {
    while (next < batches.length - 1 && (batches[next]?.endMs ?? 0) < atMs) next += 1;
    const [end, stood] = [written.at(atMs), reached.at(atMs)];
    return {
      readPerSecond: read[index] ?? null,
      outPerSecond: out[index] ?? null,
      lagRows: end === null || stood === null ? null : Math.max(0, Math.round(end - stood)),
      batchMs: batches[next]?.durationMs ?? null,
    };
  });
}

/** Rows a second: those of each batch spread over the time in which it ran; `null` after the last one. */
function spread(
  times: readonly number[],
  batches: readonly Timed[],
  countOf: (batch: Timed) => number | null,
): (number | null)[] {
  const firstMs = (times[0] ?? 0) - stepMs;
  const lastMs = batches.at(-1)?.endMs ?? 0;
  const sums = times.map(() => 0);
  const areKnown = times.map((atMs) => atMs <= lastMs);
  for (const batch of batches) {
    const count = countOf(batch);
    const beganMs = batch.endMs - batch.durationMs;
    const last = Math.min(times.length - 1, Math.floor((batch.endMs - firstMs) / stepMs));
    for (let at = Math.max(0, Math.floor((beganMs - firstMs) / stepMs)); at <= last; at += 1) {
      const endMs = times[at] ?? 0;
      const overlapMs = Math.min(batch.endMs, endMs) - Math.max(beganMs, endMs - stepMs);
      if (count === null) areKnown[at] = false;
      else if (overlapMs > 0) sums[at] = (sums[at] ?? 0) + (count * overlapMs) / batch.durationMs;
    }
  }
  return sums.map((rows, at) => (areKnown[at] ? Math.round(rows * 10) / 10 : null));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
