/** A model of what the runner does with a window query, and what `verify` makes of it. */
import fc from 'fast-check';
import type { BatchProgress, QueryPlan, QueryProgress } from '../../chain/progress.ts';
import type { RecordView } from '../../kafka/client.ts';
import { checkBatchReports } from '../../verify/evidence/batchReports.ts';
import type { RecordsIn } from '../../verify/evidence/batchReports.ts';
import { DeadLetters } from '../../verify/evidence/deadLetters.ts';
import { queryHop } from '../../verify/hops/queryHop.ts';
import { LateCounter, whyNotCounted } from '../../verify/evidence/late.ts';
import { OutputRows } from '../../verify/evidence/outputs.ts';
import { batchReport, queryReport } from '../support/law.ts';

export const windowMs = 1_000;
export const delayMs = 2_000;

export interface Reading {
  readonly partition: number;
  readonly key: string;
  readonly atMs: number;
  readonly isDead: boolean;
}
export interface Row {
  readonly batch: number;
  readonly id: string;
  readonly key: string;
  readonly startMs: number;
  n: number;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  partition: fc.nat(1),
  key: fc.constantFrom('a', 'b', 'c'),
  atMs: fc.nat(12_000),
  isDead: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
export const batches = fc.array(fc.array(reading, { maxLength: 12 }), {
  minLength: 1,
  maxLength: 6,
});

/**
 * What a window query reads, drops, counts and reports of these batches.
 * @param isMoving whether its watermark moves with each reading, as Flink's does
 */
export function run(given: readonly (readonly Reading[])[], { isMoving = false } = {}) {
  const [offsets, counts] = [[0, 0], new Map<string, number>()];
  const [reports, rows, records]: [BatchProgress[], Row[], (Reading & { offset: number })[]] = [
    [],
    [],
    [],
  ];
  let [watermarkMs, lateMs] = [-Infinity, -Infinity];
  given.forEach((batch, number) => {
    const starts = [...offsets];
    const touched = new Map<string, Row>();
    for (const r of batch) {
      records.push({ ...r, offset: offsets[r.partition]! });
      offsets[r.partition]! += 1;
      const startMs = Math.floor(r.atMs / windowMs) * windowMs;
      if (isMoving && !r.isDead) {
        lateMs = watermarkMs + 1;
        watermarkMs = Math.max(watermarkMs, r.atMs - delayMs - 1);
      }
      if (r.isDead || startMs + windowMs <= lateMs) continue;
      const id = `${r.key}/${startMs}`;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      touched.set(id, { batch: number, id, key: r.key, startMs, n: counts.get(id)! });
    }
    rows.push(...touched.values());
    const dead = batch.filter(({ isDead }) => isDead).length;
    reports.push(
      batchReport('stats', number, {
        offsets: Object.fromEntries(starts.map((start, p) => [p, { start, end: offsets[p]! }])),
        rows: batch.length,
        valid: batch.length - dead,
        dead,
        outputRows: touched.size,
        watermark: watermarkMs === -Infinity ? null : new Date(watermarkMs).toISOString(),
        lateWatermark: isMoving || lateMs === -Infinity ? null : new Date(lateMs).toISOString(),
      }),
    );
    if (isMoving) return;
    // Late rows are dropped by the watermark of the batch before.
    lateMs = watermarkMs;
    const newest = Math.max(...batch.filter(({ isDead }) => !isDead).map(({ atMs }) => atMs));
    watermarkMs = Math.max(watermarkMs, newest - delayMs);
  });
  return { offsets, reports, rows, records };
}

/** No offset without a record. */
export const allOffsets: RecordsIn = (ranges) => {
  const count = Object.values(ranges).reduce((sum, { start, end }) => sum + end - start, 0);
  return { least: count, most: count };
};
export const plan: QueryPlan = { kind: 'window', windowMs, watermarkDelayMs: delayMs };
export const sum = (reports: readonly BatchProgress[], field: 'rows' | 'valid' | 'dead') =>
  reports.reduce((total, report) => total + report[field], 0);

interface Lens {
  readonly query?: Partial<QueryProgress>;
  readonly deep?: boolean;
}

export function judge(
  world: ReturnType<typeof run>,
  { query: fields = {}, deep = true }: Lens = {},
) {
  const { offsets, reports, rows, records } = world;
  const query = queryReport('stats', plan, {
    offsets: Object.fromEntries(offsets.map((end, p) => [p, { start: 0, end }])),
    lastBatch: reports.length - 1,
    rows: sum(reports, 'rows'),
    valid: sum(reports, 'valid'),
    dead: sum(reports, 'dead'),
    outputRows: null,
    ...fields,
  });
  const recordsIn = allOffsets;
  const reported = checkBatchReports(query, reports, recordsIn);
  const [deadLetters, output] = [new DeadLetters(), new OutputRows(query)];
  for (const r of records) if (r.isDead) deadLetters.add(deadLetterOf(r));
  for (const row of rows) output.add(viewOf(row));
  const late = new LateCounter(query, reports, deadLetters);
  for (const r of records) late.add(r as unknown as RecordView, r.isDead ? NaN : r.atMs);
  const input = offsets.map((end, partition) => ({ partition, start: 0, end }));
  const counter = deep ? (whyNotCounted(query, reported, input) ?? late) : undefined;
  return queryHop(
    {
      ...{ query, batches: reported, input, outputBounds: [], recordsIn, deadLetters, output },
      late: counter,
    },
    new Map(),
  );
}

function deadLetterOf({ partition, offset }: { partition: number; offset: number }) {
  const view = {
    key: Buffer.from(`${partition}:${offset}`),
    headers: () => ({ query: Buffer.from('stats') }),
  };
  return view as unknown as RecordView;
}

function viewOf({ batch, id, key, startMs, n }: Row): RecordView {
  const fields = { query: 'stats', batch: String(batch), row: id };
  const view = {
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify({ window_start: new Date(startMs).toISOString(), n })),
    headers: () =>
      Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, Buffer.from(text)])),
  };
  return view as unknown as RecordView;
}
