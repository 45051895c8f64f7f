/** From what the legs reported to the figures of a status. Pure: time comes in. */
import { engineOf } from '../../chain/progress.ts';
import type {
  BatchProgress,
  CellCounts,
  GeneratorProgress,
  QueryProgress,
  TruthProgress,
} from '../../chain/progress.ts';
import { countOf } from '../../chain/ranges.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';
import { lagRows } from '../../kafka/lag.ts';
import { openBatchOf } from './openBatch.ts';
import type { StatusDocument, StatusQuery } from './statusDocument.ts';

type GeneratorFigures = Omit<StatusDocument['generator'], 'replicas'>;

/** A leg that has not reported for this long counts as standing still. */
const staleMs = 6_000;
/** A query's rate is told over the batches of this span before its last one. */
const batchSpanMs = 3_000;

/** The figures of generators while Kafka does not answer. */
export const nothingKnown: GeneratorFigures = {
  ratePerSecond: null,
  askedPerSecond: null,
  acknowledged: null,
  failed: null,
  unknown: null,
  badRows: null,
  cells: null,
  warnings: null,
  injected: null,
};

interface Reported {
  readonly generators: readonly GeneratorProgress[];
  readonly truths?: readonly TruthProgress[];
}

/** Sums over all generators that ever wrote; rates over those that write now. */
export function generatorFigures(
  progress: Reported | undefined,
  nowMs = Date.now(),
): GeneratorFigures {
  if (progress === undefined) return nothingKnown;
  const all = progress.generators;
  const live = all.filter(
    ({ state, time }) => state === 'running' && nowMs - Date.parse(time) < staleMs,
  );
  const producers = [...ofEachProducer(all).values()];
  return {
    ratePerSecond: round(sum(live.map((report) => report.ratePerSecond))),
    askedPerSecond: askedOf(live),
    acknowledged: sum(all.map((report) => countOf(report.acknowledged) - report.withheld)),
    failed: sum(all.map((report) => countOf(report.failed))),
    unknown: sum(all.map((report) => countOf(report.unknown))),
    badRows: sum(producers.map((report) => report.badRows)),
    cells: cellsOf(producers),
    warnings: [...new Set(producers.flatMap(({ warnings = [] }) => warnings))],
    injected: sum((progress.truths ?? []).map(injectedIn)),
  };
}

/** A part that has a successor never changes, and a status is asked for again and again. */
const counted = new WeakMap<TruthProgress, number>();

function injectedIn(truth: TruthProgress): number {
  const known = counted.get(truth);
  if (known !== undefined) return known;
  const ranges = Object.values(truth.partitions).flatMap(({ malformed, ...others }) => [
    ...Object.values(others).flat(),
    ...Object.values(malformed).flat(),
  ]);
  const count = countOf(ranges);
  counted.set(truth, count);
  return count;
}

/** Figures of a whole producer stand in the report of each of its partitions: the newest one counts. */
function ofEachProducer(reports: readonly GeneratorProgress[]): Map<string, GeneratorProgress> {
  const newest = new Map<string, GeneratorProgress>();
  for (const report of reports) {
    const other = newest.get(report.producer);
    if (other === undefined || other.time <= report.time) newest.set(report.producer, report);
  }
  return newest;
}

/** Columns of one name are one column, whichever producer read them. */
function cellsOf(producers: readonly GeneratorProgress[]): CellCounts[] {
  const columns = new Map<string, CellCounts>();
  for (const counts of producers.flatMap(({ cells }) => cells)) {
    const { numbers = 0, others = 0, example = null } = columns.get(counts.column) ?? {};
    columns.set(counts.column, {
      column: counts.column,
      numbers: numbers + counts.numbers,
      others: others + counts.others,
      example: example ?? counts.example,
    });
  }
  return [...columns.values()].sort((one, other) => other.others - one.others);
}

function askedOf(live: readonly GeneratorProgress[]): number | null {
  const asked = [...ofEachProducer(live).values()].map((report) => report.askedPerSecond);
  return asked.length === 0 || asked.includes(null) ? null : sum(asked.map((rate) => rate ?? 0));
}

interface QueryEvidence {
  /** In order of the batch. */
  readonly batches: readonly BatchProgress[];
  /** The topic that it reads; `undefined` when there is no such topic. */
  readonly ends: readonly PartitionOffsets[] | undefined;
  readonly atMs: number;
  /** False where the runner does not run, whatever the query reported last. */
  readonly isRunning: boolean;
}

export function queryFigures(query: QueryProgress, evidence: QueryEvidence): StatusQuery {
  const lag = evidence.ends === undefined ? null : lagRows(query, evidence.ends);
  const open = openBatchOf(query, evidence.batches.at(-1));
  const batches = open === undefined ? evidence.batches : [...evidence.batches, open];
  const isStopped = !evidence.isRunning && query.state !== 'failed';
  return {
    name: query.query,
    engine: engineOf(query),
    state: isStopped ? 'stopped' : query.state,
    rowsRead: query.rows,
    valid: query.valid,
    deadLetters: query.dead,
    late: query.late ?? null,
    lagRows: lag,
    lagSeconds: lagSeconds(query, lag, evidence.atMs),
    ratePerSecond: evidence.isRunning ? rateOf(batches, evidence.atMs) : 0,
    watermark: query.watermark,
    lastBatchMs: query.lastBatchMs,
    lastBatchPhases: evidence.batches.at(-1)?.phases ?? null,
    restarts: query.restarts,
    plan: query.plan,
    mode: query.mode ?? null,
    error: query.error,
  };
}

function lagSeconds(query: QueryProgress, lag: number | null, atMs: number): number | null {
  if (lag === 0) return 0;
  if (lag === null || query.newestTimestamp === null) return null;
  return Math.max(0, Math.round((atMs - Date.parse(query.newestTimestamp)) / 100) / 10);
}

type Batch = Pick<BatchProgress, 'rows' | 'time' | 'durationMs'>;

/** Rows of the last batches, from the report before the first of them to the report of the last one. */
function rateOf(batches: readonly Batch[], atMs: number): number | null {
  const last = batches.at(-1);
  if (last === undefined) return null;
  const lastMs = Date.parse(last.time);
  if (atMs - lastMs > staleMs) return 0;
  const recent = batches.filter((batch) => lastMs - Date.parse(batch.time) < batchSpanMs);
  const first = batches.at(-recent.length - 1);
  const startMs =
    first === undefined || lastMs - Date.parse(first.time) > 2 * batchSpanMs
      ? Date.parse(recent[0]?.time ?? last.time) - (recent[0]?.durationMs ?? 0)
      : Date.parse(first.time);
  const spanMs = Math.max(lastMs - startMs, 1);
  return round((sum(recent.map((batch) => batch.rows)) * 1_000) / spanMs);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
