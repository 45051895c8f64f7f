import { describe, expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { QueryPlan } from '../../chain/progress.ts';
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
