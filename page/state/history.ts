/**
 * The last five minutes, rebuilt from what the queries reported of their batches. A batch tells the time of its newest
 * record and the offsets that it reached: put together, they tell where the topic ended at that time, and so what came in
 * and what waited, of a time when nobody looked. What was withdrawn or expired is not told.
 */
import type { BatchProgress, OffsetRanges } from '../../chain/progress.ts';
import { topicNames } from '../../chain/names.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import type { LivePoint, LivePointOfQuery } from '../live.ts';

export const historyMs = 300_000;
const stepMs = 1_000;

/** Where something stood at a time; sorted by time, and never falling. */
type Curve = readonly { readonly atMs: number; readonly count: number }[];

/** A point a second, oldest first, from the first that anything is known of. */
export function historyOf({ atMs, offsets, progress }: KafkaSnapshot): LivePoint[] {
  const sinceMs = atMs - historyMs;
  const recent = [...progress.batches].map(
    ([query, batches]) =>
      [query, batches.filter(({ time }) => Date.parse(time) >= sinceMs)] as const,
  );
  const known = recent.flatMap(([, batches]) => batches);
  if (known.length === 0) return [];
  const ends = offsets.get(topicNames.readings) ?? [];
  const written = writtenCurve(known, { atMs, count: sum(ends.map(({ end }) => end)) });
  const firstMs = Math.max(sinceMs, Math.min(...known.map(({ time }) => Date.parse(time))));
  const points: LivePoint[] = [];
  for (let at = Math.ceil(firstMs / stepMs) * stepMs; at < atMs; at += stepMs) {
    const queries = recent.map(
      ([query, batches]) => [query, queryAt(batches, at, written)] as const,
    );
    points.push({
      atMs: at,
      inPerSecond: ratePerSecond(written, at),
      queries: Object.fromEntries(queries),
    });
  }
  return points;
}

/** Where the topic ended, as the furthest of the queries saw it. */
function writtenCurve(batches: readonly BatchProgress[], now: Curve[number]): Curve {
  const seen = batches
    .filter(({ rows, newestTimestamp }) => rows > 0 && newestTimestamp !== null)
    .map(({ offsets, newestTimestamp }) => ({
      atMs: Date.parse(newestTimestamp ?? ''),
      count: endOf(offsets),
    }))
    .sort((one, other) => one.atMs - other.atMs);
  let highest = 0;
  const rising = seen.filter(({ count }) => {
    if (count <= highest) return false;
    highest = count;
    return true;
  });
  return [...rising, now];
}

function queryAt(
  batches: readonly BatchProgress[],
  atMs: number,
  written: Curve,
): LivePointOfQuery {
  const inSecond = batches.filter(({ time }) => {
    const endMs = Date.parse(time);
    return endMs > atMs - stepMs && endMs <= atMs;
  });
  const last = batches.findLast(({ time }) => Date.parse(time) <= atMs);
  const next = batches.find(({ time }) => Date.parse(time) > atMs);
  const end = valueAt(written, atMs);
  return {
    readPerSecond: rate(batches, atMs, ({ rows }) => rows),
    outPerSecond: rate(batches, atMs, ({ outputRows }) => outputRows),
    lagRows:
      end === null || last === undefined
        ? null
        : Math.max(0, Math.round(end - endOf(last.offsets))),
    batchMs: (inSecond.at(-1) ?? next ?? last)?.durationMs ?? null,
  };
}

/** What the batches of the second did, each spread over the time in which it ran. */
function rate(
  batches: readonly BatchProgress[],
  atMs: number,
  count: (batch: BatchProgress) => number | null,
): number | null {
  let rows = 0;
  let isKnown = false;
  for (const batch of batches) {
    const endMs = Date.parse(batch.time);
    const spanMs = Math.max(batch.durationMs, 1);
    const overlapMs = Math.min(endMs, atMs) - Math.max(endMs - spanMs, atMs - stepMs);
    const counted = count(batch);
    if (overlapMs <= 0 || counted === null) continue;
    isKnown = true;
    rows += (counted * overlapMs) / spanMs;
  }
  const lastMs = Date.parse(batches.at(-1)?.time ?? '');
  return isKnown || atMs <= lastMs ? Math.round(rows * 10) / 10 : null;
}

function ratePerSecond(curve: Curve, atMs: number): number | null {
  // Over the spans that neighbouring points make, so that a batch is not a peak.
  const before = valueAt(curve, atMs - 2 * stepMs);
  const now = valueAt(curve, atMs);
  return before === null || now === null ? null : Math.round((now - before) * 5) / 10;
}

/** Between two points of the curve on a straight line; `null` outside of it. */
function valueAt(curve: Curve, atMs: number): number | null {
  const at = curve.findIndex((point) => point.atMs >= atMs);
  const [before, after] = [curve[at - 1], curve[at]];
  if (after === undefined || before === undefined) return null;
  const share = (atMs - before.atMs) / Math.max(after.atMs - before.atMs, 1);
  return before.count + share * (after.count - before.count);
}

function endOf(offsets: OffsetRanges): number {
  return sum(Object.values(offsets).map(({ end }) => end));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
