/** Rates and lag of the newest stretch of a run, rebuilt from what the queries reported of their batches. */
import type { BatchProgress } from '../../chain/progress.ts';
import { topicNames } from '../../chain/names.ts';
import { historyOf } from '../../page/state/history.ts';
import type { LivePoint } from '../../page/live.ts';
import type { KafkaSnapshot } from '../../targets/data/kafkaSnapshot.ts';
import { figuresFrom } from '../figure.ts';
import type { Series } from '../figure.ts';

/** Without a batch for so long, the chain stood still: what came before is another run. */
const pauseMs = 60_000;
const longestMs = 1_800_000;
/** As many points as a chart of a slide can show. */
const mostPoints = 60;
/** Each running query ends a batch within seconds. */
const stillRunsMs = 5_000;
const mostQueries = 3;
const source = `batches in ${topicNames.progress}`;

export function timelineOf(snapshot: KafkaSnapshot) {
  const ends = [...snapshot.progress.batches.values()].flat().map(({ time }) => Date.parse(time));
  const [fromMs, toMs] = newestStretch(ends);
  const points = fromMs === toMs ? [] : historyOf(upTo(snapshot, toMs), toMs - fromMs);
  const queries = [...snapshot.progress.batches.keys()].slice(0, mostQueries);
  const buckets = bucketsOf(points);
  const series = (id: string, name: string, of: (point: LivePoint) => number | null) => ({
    id,
    name,
    unit: 'perSecond' as const,
    source,
    points: buckets.map((bucket) => meanOf(bucket.map(of))),
  });
  const ofQuery = (key: 'readPerSecond' | 'outPerSecond' | 'lagRows') =>
    queries.map((query, at): Series => ({
      ...series(`time.${key}.${at}`, query, ({ queries: all }) => all[query]?.[key] ?? null),
      unit: key === 'lagRows' ? 'count' : 'perSecond',
    }));
  const figure = figuresFrom(source);
  const known = points.length > 0;
  return {
    fromMs: known ? fromMs : null,
    toMs: known ? toMs : null,
    from: figure('time.from', 'text', known ? instant(fromMs) : null),
    to: figure('time.to', 'text', known ? instant(toMs) : null),
    /** Seconds since the beginning, of each point. */
    seconds: buckets.map(([first]) => Math.round(((first?.atMs ?? fromMs) - fromMs) / 1_000)),
    spanMs: figure('time.span', 'ms', known ? toMs - fromMs : null),
    in: series('time.in', topicNames.readings, ({ inPerSecond }) => inPerSecond),
    read: ofQuery('readPerSecond'),
    out: ofQuery('outPerSecond'),
    lag: ofQuery('lagRows'),
    meanIn: figure('time.meanIn', 'perSecond', meanOf(points.map((point) => point.inPerSecond))),
    mostLag: figure('time.mostLag', 'count', mostLag(points)),
  };
}

export type Timeline = ReturnType<typeof timelineOf>;

/** Where the last batches began that follow each other. */
function newestStretch(ends: readonly number[]): [fromMs: number, toMs: number] {
  const newestFirst = [...ends].sort((one, other) => other - one);
  const toMs = newestFirst[0] ?? 0;
  let fromMs = toMs;
  for (const end of newestFirst) {
    if (fromMs - end > pauseMs || toMs - end > longestMs) break;
    fromMs = end;
  }
  return [fromMs, toMs];
}

/** Of a run that has ended, the snapshot as it was taken then: what is told does not depend on when it is told. */
function upTo(snapshot: KafkaSnapshot, endMs: number): KafkaSnapshot {
  return snapshot.atMs - endMs < stillRunsMs ? snapshot : { ...snapshot, atMs: endMs };
}

function bucketsOf(points: readonly LivePoint[]): LivePoint[][] {
  const size = Math.max(1, Math.ceil(points.length / mostPoints));
  const count = Math.ceil(points.length / size);
  return Array.from({ length: count }, (_, at) => points.slice(at * size, (at + 1) * size));
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return Math.round((known.reduce((sum, value) => sum + value, 0) * 10) / known.length) / 10;
}

function mostLag(points: readonly LivePoint[]): number | null {
  const lags = points.flatMap(({ queries }) =>
    Object.values(queries).flatMap(({ lagRows }) => lagRows ?? []),
  );
  return lags.length === 0 ? null : lags.reduce((most, lag) => Math.max(most, lag), 0);
}

/** `2026-11-27 21:24:31 UTC`. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Batches of the newest stretch. */
export function batchesOf(
  batches: readonly BatchProgress[],
  { fromMs, toMs }: Pick<Timeline, 'fromMs' | 'toMs'>,
): BatchProgress[] {
  return batches.filter(({ time }) => {
    const at = Date.parse(time);
    return at >= (fromMs ?? 0) && at <= (toMs ?? 0);
  });
}
