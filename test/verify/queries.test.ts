import { describe, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { BatchProgress, QueryPlan, QueryProgress } from '../../chain/progress.ts';
import {
  batchReport,
  deadLetter,
  ledger,
  queryReport,
  reading,
  row,
  span,
  startMs,
} from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings, deadLetters } = topicNames;

const stateless: QueryPlan = { kind: 'stateless' };
const windows: QueryPlan = { kind: 'window', windowMs: 1_000, watermarkDelayMs: 1_000 };

/** A batch was begun under another version of the query, which wrote these rows; then it was edited, and all of it written. */
async function editedChain(rowsBefore: number): Promise<void> {
  await bench.traces.clear(['hot']);
  await bench.traces.write(
    readings,
    span(0, 19).map((seq) => reading(seq)),
  );
  const rows = span(0, 9).map((seq) => row('hot', 0, `0:${seq}`));
  const before = span(10 - rowsBefore / 2, 9 + rowsBefore / 2).map((seq) => {
    const { headers, ...rest } = row('hot', 0, `0:${seq}`);
    return { ...rest, headers: { ...headers, fingerprint: 'before' } };
  });
  await bench.traces.write('hot', [...before, ...rows]);
  const offsets = { 0: { start: 0, end: 20 } };
  const counts = { offsets, rows: 20, valid: 20, filtered: 10, outputRows: 10 };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 19, 0, 19]] }),
    batchReport('hot', 0, counts),
    queryReport('hot', stateless, { ...counts, lastBatch: 0 }),
  ]);
}

it('sets aside the rows of a batch that was begun before the query was edited', async () => {
  await editedChain(4);
  const { result } = await check(bench);
  expect(result).toMatchObject({ verdict: 'proven', problems: [], queries: [{ counted: 10 }] });
  expect(result.notes.join()).toContain('4 output rows of a batch that was begun before');
});

/** 100 readings, 10 a second; offset 7 malformed; two batches; one row in three is hot. */
async function statelessChain(leaveOut?: number): Promise<void> {
  await bench.traces.clear(['hot']);
  const records = span(0, 99).map((seq) =>
    seq === 7 ? { ...reading(seq), value: '?' } : reading(seq),
  );
  await bench.traces.write(readings, records);
  await bench.traces.write(deadLetters, [deadLetter('hot', 0, 7), deadLetter('hot', 0, 7)]);
  const hot = span(0, 99).filter((seq) => seq % 3 === 0);
  const rows = hot.map((seq) => row('hot', seq < 50 ? 0 : 1, `0:${seq}`));
  await bench.traces.write(
    'hot',
    rows.filter((_, index) => index !== leaveOut),
  );
  await bench.traces.write('hot', rows.slice(-3)); // a replayed batch
  await bench.traces.write('hot', [row('hot', 2, '0:99')]); // of a batch not reported yet
  const [all, late] = [
    { start: 0, end: 100 },
    { start: 50, end: 100 },
  ];
  await bench.traces.report([
    ledger({ acknowledged: [[0, 99, 0, 99]] }),
    batchReport('hot', 0, {
      offsets: { 0: { start: 0, end: 50 } },
      rows: 50,
      valid: 49,
      dead: 1,
      filtered: 32,
      outputRows: 17,
    }),
    batchReport('hot', 1, {
      offsets: { 0: late },
      rows: 50,
      valid: 50,
      filtered: 33,
      outputRows: 17,
    }),
    queryReport('hot', stateless, {
      offsets: { 0: all },
      lastBatch: 1,
      rows: 100,
      valid: 99,
      dead: 1,
      filtered: 65,
      outputRows: 34,
    }),
  ]);
}

describe('a stateless query', () => {
  it('closes: read = valid + dead letters, valid = filtered + rows, replayed rows once', async () => {
    await statelessChain();
    const { result, text } = await check(bench, true);
    expect(result.problems).toEqual([]);
    expect(result.queries).toMatchObject([
      {
        name: 'hot',
        read: 100,
        valid: 99,
        deadLetters: 1,
        filtered: 65,
        counted: 34,
        late: 0,
        replayedRows: 3,
        rowsNotReported: 1,
        lag: 0,
      },
    ]);
    expect(text).toContain('read 100 = valid 99 + dead letters 1');
    expect(text).toContain('valid 99 = filtered 65 + counted 34 + late 0');
  });

  it('finds an output row left out, with its batch', async () => {
    await statelessChain(20);
    const { result } = await check(bench);
    expect(result.ok).toBe(false);
    expect(result.problems).toContain(
      'query "hot", batch 1: it reported 17 output rows, topic "hot" holds 16',
    );
  });
});

/**
 * 100 readings in seconds 0–9, read in two batches; in the second one the watermark stands at second 3, and offsets
 * 90–93 lie in seconds 1–2: late.
 */
async function windowChain(options: { leaveOut?: number; lie?: boolean } = {}): Promise<void> {
  await bench.traces.clear(['stats']);
  const second = (seq: number) => (seq >= 90 && seq <= 93 ? 1 + (seq % 2) : Math.floor(seq / 10));
  const records = span(0, 99).map((seq) =>
    reading(seq, { eventTimeMs: startMs + second(seq) * 1000 + 5 }),
  );
  await bench.traces.write(readings, records);
  const isCounted = (seq: number) => seq < 90 || seq > 93;
  const rows = [0, 1].flatMap((batch) => {
    const seconds = new Map<number, number>();
    for (const seq of span(0, batch === 0 ? 49 : 99)) {
      if (isCounted(seq)) seconds.set(second(seq), (seconds.get(second(seq)) ?? 0) + 1);
    }
    const changed = [...seconds].filter(([s]) => batch === 0 || s >= 5);
    return changed.map(([s, n]) =>
      row('stats', batch, `s1/${s}`, {
        window_start: new Date(startMs + s * 1000).toISOString(),
        window_end: new Date(startMs + s * 1000 + 1000).toISOString(),
        n,
      }),
    );
  });
  await bench.traces.write(
    'stats',
    rows.filter((_, index) => index !== options.leaveOut),
  );
  const written = options.leaveOut !== undefined && options.lie ? 4 : 5;
  const watermark = new Date(startMs + 3000).toISOString();
  await bench.traces.report([
    ledger({ acknowledged: [[0, 99, 0, 99]] }),
    batchReport('stats', 0, {
      offsets: { 0: { start: 0, end: 50 } },
      rows: 50,
      valid: 50,
      outputRows: 5,
    }),
    batchReport('stats', 1, {
      offsets: { 0: { start: 50, end: 100 } },
      rows: 50,
      valid: 50,
      outputRows: written,
      lateWatermark: watermark,
    }),
    queryReport('stats', windows, {
      offsets: { 0: { start: 0, end: 100 } },
      lastBatch: 1,
      rows: 100,
      valid: 100,
      outputRows: 5 + written,
    }),
  ]);
}

describe('a window query', () => {
  it('closes, and --deep counts the same late rows from the topic', async () => {
    await windowChain();
    const { result } = await check(bench, true);
    expect(result.problems).toEqual([]);
    expect(result.queries).toMatchObject([{ counted: 96, late: 4, lateFound: 4, filtered: 0 }]);
    const shallow = (await check(bench)).result.queries[0]!;
    expect(shallow).toMatchObject({ late: 4, lateFound: null });
    expect(shallow.reasons['lateFound']).toContain('--deep');
  });

  it('finds an output row left out by the number that the batch reported', async () => {
    await windowChain({ leaveOut: 7 });
    const { result } = await check(bench);
    expect(result.ok).toBe(false);
    expect(result.problems).toEqual([
      'query "stats", batch 1: it reported 5 output rows, topic "stats" holds 4',
    ]);
  });

  it('finds it by --deep alone, where the report lies too, with its window', async () => {
    await windowChain({ leaveOut: 7, lie: true });
    expect((await check(bench)).result).toMatchObject({ ok: true });
    const { result } = await check(bench, true);
    expect(result.ok).toBe(false);
    expect(result.problems).toEqual([
      'query "stats": 14 valid rows are in no window, while 4 rows of the topic were late',
      'query "stats", window 2026-03-01T12:00:07.000Z: it counts 0 rows, the topic holds 10',
    ]);
  });
});

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
