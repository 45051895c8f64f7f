/** What a query reports, or does not, and what verify makes of it. */
import { describe, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { BatchProgress, QueryPlan, QueryProgress } from '../../chain/progress.ts';
import { batchReport, ledger, queryReport, reading, row, span } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings } = topicNames;

const stateless: QueryPlan = { kind: 'stateless' };

describe('what a query reports', () => {
  const whole = {
    offsets: { 0: { start: 0, end: 10 } },
    lastBatch: 0,
    rows: 10,
    valid: 10,
    filtered: 10,
  };
  const batch = { offsets: whole.offsets, rows: 10, valid: 10, filtered: 10 };

  async function chain(
    query: Partial<QueryProgress>,
    plan: QueryPlan = stateless,
    batches: Partial<BatchProgress>[] = [batch],
  ) {
    await bench.traces.clear(['q']);
    await bench.traces.write(
      readings,
      span(0, 19).map((seq) => reading(seq)),
    );
    await bench.traces.report([
      ledger({ acknowledged: [[0, 19, 0, 19]] }),
      ...batches.map((fields, index) => batchReport('q', index, fields)),
      queryReport('q', plan, { ...whole, ...query }),
    ]);
  }

  it('may lag behind', async () => {
    await chain({});
    const { result, text } = await check(bench);
    expect(result).toMatchObject({ ok: true, queries: [{ read: 10, lag: 10 }] });
    expect(text).toContain('(10 not read yet)');
  });

  it.each([
    ['fewer rows than its offsets span', { rows: 9, valid: 9 }, 'its offsets span 10 records'],
    ['rows that are neither valid nor dead', { valid: 9 }, '9 valid + 0 dead letters'],
    ['dead letters that are not there', { valid: 9, dead: 1 }, 'readings.dlq holds 0'],
    [
      'a start behind the topic’s',
      { offsets: { 0: { start: 2, end: 12 } } },
      'never read of "readings" partition 0 offsets 0–1',
    ],
    [
      'an end beyond the topic’s',
      { offsets: { 0: { start: 0, end: 30 } }, rows: 30, valid: 30 },
      'beyond its end, partition 0 to 30 of 20',
    ],
    ['rows that are nowhere', { filtered: 8 }, 'must give 2 output rows'],
  ])('is refuted: %s', async (_, query, sentence) => {
    await chain(query, stateless, []);
    const { result } = await check(bench);
    expect(result.ok).toBe(false);
    expect(result.problems.join('\n')).toContain(sentence);
  });

  it('is refuted by a gap between its batches', async () => {
    await chain({ lastBatch: 1 }, stateless, [
      { ...batch, offsets: { 0: { start: 0, end: 4 } }, rows: 4, valid: 4 },
      { ...batch, offsets: { 0: { start: 6, end: 10 } }, rows: 4, valid: 4 },
    ]);
    const { result } = await check(bench);
    expect(result.problems.join('\n')).toContain('no report covers partition 0 offsets 4–5');
  });

  it('is refuted by batches that sum up to something else', async () => {
    await chain({}, stateless, [{ ...batch, valid: 9, dead: 1 }]);
    const { result } = await check(bench);
    expect(result.problems.join('\n')).toContain('sum up to 9 valid');
  });

  it('is unknown, with a reason, where the plan does not tell', async () => {
    await chain({ filtered: null, outputRows: null }, { kind: 'other', reason: 'it joins' });
    const { result, text } = await check(bench, true);
    expect(result).toMatchObject({ ok: true, queries: [{ counted: null, late: null }] });
    expect(result.queries[0]!.reasons).toMatchObject({ counted: 'it joins', late: 'it joins' });
    expect(text).toContain('proven so far: 10 readings not read yet, 10 not known');
  });

  it('is unknown, with a reason, where the output topic was deleted', async () => {
    await chain({});
    await bench.traces.report([queryReport('gone', stateless, whole)]);
    const { result } = await check(bench);
    const gone = result.queries.find(({ name }) => name === 'gone')!;
    expect(gone).toMatchObject({ counted: null, rows: null });
    expect(gone.reasons['counted']).toContain('no output topic "gone"');
  });

  it('is unknown where retention deleted output rows, and proven again where all are there', async () => {
    await chain({ filtered: 8, outputRows: 2 }, stateless, [
      { ...batch, filtered: 8, outputRows: 2 },
    ]);
    await bench.traces.write('q', [row('q', 0, 'a')]);
    await bench.traces.deleteRecords('q');
    await bench.traces.write('q', [row('q', 0, 'b')]);
    const cut = (await check(bench)).result;
    expect(cut).toMatchObject({ ok: true, queries: [{ counted: null, rows: 1 }] });
    expect(cut.queries[0]!.reasons['counted']).toContain('retention');
    await bench.traces.write('q', [row('q', 0, 'a')]);
    expect((await check(bench)).result).toMatchObject({
      ok: true,
      queries: [{ counted: 2, rows: 2 }],
    });
  });
});
