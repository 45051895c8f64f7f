/**
 * The query hops against a model of what the runner does: whatever the readings, the law closes; and whatever single
 * thing is taken away, it does not.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchProgress, QueryPlan } from '../../chain/progress.ts';
import { checkBatchReports } from '../../verify/evidence/batchReports.ts';
import { queryReport } from '../support/law.ts';
import { allOffsets, batches, judge, plan, run, sum, windowMs } from './model.ts';
import type { Reading, Row } from './model.ts';

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
