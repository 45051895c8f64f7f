/**
 * The query hops against a model of what the runner does: whatever the readings, the law closes; and whatever single
 * thing is taken away, it does not.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchProgress, QueryPlan, QueryProgress } from '../../chain/progress.ts';
import type { RecordView } from '../../kafka/client.ts';
import { checkBatchReports } from '../../verify/evidence/batchReports.ts';
import type { RecordsIn } from '../../verify/evidence/batchReports.ts';
import { DeadLetters } from '../../verify/evidence/deadLetters.ts';
import { queryHop } from '../../verify/hops/queryHop.ts';
import { LateCounter, whyNotCounted } from '../../verify/evidence/late.ts';
import { OutputRows } from '../../verify/evidence/outputs.ts';
import { batchReport, queryReport } from '../support/law.ts';

const windowMs = 1_000;
const delayMs = 2_000;

interface Reading {
  readonly partition: number;
  readonly key: string;
  readonly atMs: number;
  readonly isDead: boolean;
}
interface Row {
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
const batches = fc.array(fc.array(reading, { maxLength: 12 }), { minLength: 1, maxLength: 6 });

/** What a window query reads, drops, counts and reports of these batches. */
function run(given: readonly (readonly Reading[])[]) {
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
        lateWatermark: lateMs === -Infinity ? null : new Date(lateMs).toISOString(),
      }),
    );
    // Late rows are dropped by the watermark of the batch before.
    lateMs = watermarkMs;
    const newest = Math.max(...batch.filter(({ isDead }) => !isDead).map(({ atMs }) => atMs));
    watermarkMs = Math.max(watermarkMs, newest - delayMs);
  });
  return { offsets, reports, rows, records };
}

/** No offset without a record. */
const allOffsets: RecordsIn = (ranges) => {
  const count = Object.values(ranges).reduce((sum, { start, end }) => sum + end - start, 0);
  return { least: count, most: count };
};
const plan: QueryPlan = { kind: 'window', windowMs, watermarkDelayMs: delayMs };
const sum = (reports: readonly BatchProgress[], field: 'rows' | 'valid' | 'dead') =>
  reports.reduce((total, report) => total + report[field], 0);

interface Lens {
  readonly query?: Partial<QueryProgress>;
  readonly deep?: boolean;
}

function judge(world: ReturnType<typeof run>, { query: fields = {}, deep = true }: Lens = {}) {
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

it('closes for any readings, and counts late rows alike both ways', () => {
  fc.assert(
    fc.property(batches, (given) => {
      const { result, problems } = judge(run(given));
      expect(problems).toEqual([]);
      expect(result.lateFound).toBe(result.late);
      expect(result.valid).toBe(result.filtered! + result.counted! + result.late!);
    }),
  );
});

it('does not close without any one output row', () => {
  fc.assert(
    fc.property(batches, fc.nat(), (given, pick) => {
      const world = run(given);
      fc.pre(world.rows.length > 0);
      world.rows.splice(pick % world.rows.length, 1);
      expect(judge(world).problems).not.toEqual([]);
    }),
  );
});

it('does not close with any count changed that a window ended with, though every row is there', () => {
  fc.assert(
    fc.property(batches, fc.nat(), fc.constantFrom(-1, 1), (given, pick, by) => {
      const world = run(given);
      fc.pre(world.rows.length > 0);
      const chosen = world.rows[pick % world.rows.length]!;
      world.rows.findLast(({ id }) => id === chosen.id)!.n += by;
      expect(judge(world).problems).not.toEqual([]);
    }),
  );
});

it('does not close without any one batch report, unless it reported nothing', () => {
  fc.assert(
    fc.property(batches, fc.nat(), (given, pick) => {
      const world = run(given);
      const at = pick % world.reports.length;
      fc.pre(world.reports[at]!.rows > 0);
      const isComplete = (reports: readonly BatchProgress[]) => {
        const query = queryReport('stats', plan, {
          offsets: Object.fromEntries(world.offsets.map((end, p) => [p, { start: 0, end }])),
          lastBatch: world.reports.length - 1,
          rows: sum(world.reports, 'rows'),
          valid: sum(world.reports, 'valid'),
          dead: sum(world.reports, 'dead'),
        });
        return checkBatchReports(query, reports, allOffsets).isComplete;
      };
      expect(isComplete(world.reports)).toBe(true);
      expect(isComplete(world.reports.filter((_, index) => index !== at))).toBe(false);
    }),
  );
});

describe('one window of two readings, in two batches', () => {
  const at = (atMs: number, isDead = false): Reading => ({ partition: 0, key: 'a', atMs, isDead });
  const world = () => run([[at(5)], [at(6), at(7, true)]]);
  const rowOf = (fields: Partial<Row>): Row => ({
    ...{ batch: 1, id: 'x', key: 'a', startMs: 0, n: 1 },
    ...fields,
  });

  it('is counted by its latest batch, in whatever order its rows are read', () => {
    const given = world();
    given.rows.reverse();
    expect(judge(given)).toMatchObject({ problems: [], result: { counted: 2, late: 0 } });
  });

  it('has no row that its batch did not report', () => {
    const given = world();
    given.rows.push(rowOf({ key: 'b' }));
    const { problems } = judge(given, { deep: false });
    expect(problems).toContain(
      'query "stats", batch 1: it reported 1 output rows, topic "stats" holds 2',
    );
  });

  it('does not count more than was read', () => {
    const given = world();
    given.rows.at(-1)!.n = 3;
    expect(judge(given, { deep: false }).problems).toEqual([
      'query "stats": its windows count 1 rows more than it read',
    ]);
    expect(judge(given).problems).toContain(
      'query "stats", window 1970-01-01T00:00:00.000Z: it counts 3 rows, the topic holds 2',
    );
  });

  it('has no late rows without a watermark', () => {
    const given = world();
    given.rows.at(-1)!.n = 1;
    const endless: QueryPlan = { kind: 'window', windowMs, watermarkDelayMs: null };
    const { problems } = judge(given, { deep: false, query: { plan: endless } });
    expect(problems[0]).toContain('without a watermark none is late');
  });

  it('has as many dead letters as reported, those behind its last report left aside', () => {
    const given = world();
    given.records.push({ ...at(8, true), offset: 3 });
    expect(judge(given).problems).toEqual([]);
    given.records.push({ ...at(8, true), offset: 0 });
    expect(judge(given).problems).toContain(
      'query "stats": it reported 1 dead letters, readings.dlq holds 2 of them',
    );
  });

  it('is not counted from the topic where the query has conditions, with the reason', () => {
    const { result } = judge(world(), { query: { filtered: 1 } });
    expect(result.lateFound).toBeNull();
    expect(result.reasons['lateFound']).toContain('evaluates no SQL');
  });
});
