/** Two outputs that a user would compare: what is equal, what differs, and what cannot be told yet. */
import { expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { progressKey } from '../../../chain/progress.ts';
import type { ProgressRecord, QueryPlan, QueryProgress } from '../../../chain/progress.ts';
import { compareNamed } from '../../../verify/compareNamed.ts';
import { batchReport, queryReport, startMs } from '../../support/law.ts';
import { memoryKafka } from '../memoryKafka.ts';
import type { MemoryRecord, MemoryTopic } from '../memoryKafka.ts';

const windowPlan: QueryPlan = { kind: 'window', windowMs: 5_000, watermarkDelayMs: 0 };
const second = (at: number): string => new Date(startMs + at * 1_000).toISOString();
const offsets = (end: number) => ({ 0: { start: 0, end } });

interface Written extends Partial<Omit<QueryProgress, 'rows'>> {
  readonly rows: readonly MemoryRecord[];
  readonly isCut?: boolean;
}

function rowOf(query: string, key: string | null, value: object | null, row = ''): MemoryRecord {
  const text = value === null ? null : JSON.stringify(value);
  const id = row === '' ? `${key} ${text}` : row;
  return { key, value: text, headers: { query, batch: '0', fingerprint: 'f', row: id } };
}

const windowRow = (query: string, key: string, at: number, columns: object): MemoryRecord =>
  rowOf(query, key, { window_start: second(at), window_end: second(at + 5), ...columns });

/** A chain with the queries `a` and `b` that has read everything. */
function compared(a: Written, b: Written) {
  const reports: ProgressRecord[] = [];
  const topics = new Map<string, MemoryTopic>();
  for (const [name, { rows, isCut = false, ...fields }] of [
    ['a', a],
    ['b', b],
  ] as const) {
    const report = { lastBatch: 0, offsets: offsets(9), output: 'update' as const, ...fields };
    reports.push(
      queryReport(name, windowPlan, report),
      batchReport(name, 0, { offsets: report.offsets }),
    );
    const log = isCut ? [undefined, ...rows] : rows;
    topics.set(name, { partitions: [log], ...(isCut ? { starts: [1] } : {}) });
  }
  const progress = reports.map((report) => ({
    key: progressKey(report),
    value: JSON.stringify(report),
  }));
  topics.set(topicNames.progress, { partitions: [progress] });
  return compareNamed(memoryKafka(topics), ['a', 'b'], () => undefined);
}

it('finds windows equal whose columns have another order, case and last digit', async () => {
  const { results } = await compared(
    { rows: [windowRow('a', 's1', 0, { n: 3, average: 0.1 + 0.2, place: null })] },
    { rows: [windowRow('b', 's1', 0, { PLACE: null, AVERAGE: 0.3, N: 3 })] },
  );
  expect(results).toMatchObject({ verdict: 'equal', rowsAre: 'window', equal: 1, notes: [] });
});

it('compares the newest row of each window, whatever stood there before', async () => {
  const { results } = await compared(
    { rows: [1, 2, 3].map((n) => windowRow('a', 's1', 0, { n })) },
    { rows: [windowRow('b', 's1', 0, { n: 3 })] },
  );
  expect(results).toMatchObject({ verdict: 'equal', equal: 1 });
});

it('names each window that differs, and the one that only one of them has', async () => {
  const { results } = await compared(
    {
      rows: [windowRow('a', 's1', 0, { n: 3, sum: 7 }), windowRow('a', 's2', 5, { n: 1, sum: 1 })],
    },
    { rows: [windowRow('b', 's1', 0, { n: 3, sum: 8 })] },
  );
  expect(results).toMatchObject({ verdict: 'different', different: 1, onlyInFirst: 1, equal: 0 });
  expect(results.differences).toMatchObject([
    { key: 's1', windowStart: second(0), windowEnd: second(5), columns: ['sum'] },
    { key: 's2', windowStart: second(5), columns: [], second: null },
  ]);
});

it('leaves a window alone that is open in one of them', async () => {
  const { results } = await compared(
    {
      rows: [windowRow('a', 's1', 0, { n: 3 }), windowRow('a', 's1', 5, { n: 3 })],
      watermark: second(30),
    },
    {
      rows: [windowRow('b', 's1', 0, { n: 3 }), windowRow('b', 's1', 5, { n: 1 })],
      watermark: second(5),
      offsets: offsets(7),
    },
  );
  expect(results).toMatchObject({ verdict: 'equal', equal: 1, open: 1 });
});

it('does not expect a window of the one that writes it once before it has closed', async () => {
  const rows = [windowRow('a', 's1', 0, { n: 3 }), windowRow('a', 's1', 5, { n: 3 })];
  const once = { output: 'append' as const, watermark: second(5) };
  const { results } = await compared(
    { rows, watermark: second(5) },
    { rows: [windowRow('b', 's1', 0, { n: 3 })], ...once },
  );
  expect(results).toMatchObject({ verdict: 'equal', equal: 1, open: 1 });
});

it('says that the readings differ which one of them dropped as late, and no others', async () => {
  const rows = (query: string, n: number) => [windowRow(query, 's1', 0, { n })];
  const late = await compared({ rows: rows('a', 5), late: 0 }, { rows: rows('b', 3), late: 2 });
  expect(late.results).toMatchObject({ verdict: 'different', lateReadings: 2 });
  expect(late.results.notes.join()).toContain(
    '2 readings that "b" dropped as late and "a" counted',
  );
  const other = await compared({ rows: rows('a', 5), late: 0 }, { rows: rows('b', 3), late: 1 });
  expect(other.results).toMatchObject({ verdict: 'different', lateReadings: null, notes: [] });
});

it('knows how many were late of a query that does not tell', async () => {
  const { results } = await compared(
    { rows: [windowRow('a', 's1', 0, { n: 5 })], late: 0 },
    { rows: [windowRow('b', 's1', 0, { n: 3 })], valid: 6, filtered: 1 },
  );
  expect(results).toMatchObject({ verdict: 'different', lateReadings: 2 });
});

it('compares columns that both have, and names the others', async () => {
  const { results } = await compared(
    { rows: [windowRow('a', 's1', 0, { n: 3, average: 1 })] },
    { rows: [windowRow('b', 's1', 0, { n: 3 })] },
  );
  expect(results).toMatchObject({ verdict: 'equal', columnsOfFirst: ['average'] });
  expect(results.notes).toEqual(['only "a" has average: not compared']);
});

it('tells two rows of readings by the reading, as far as both have read', async () => {
  const hot = (query: string, places: readonly string[], value = 1) =>
    places.map((place) => rowOf(query, 's1', { value }, place));
  const stateless = { plan: { kind: 'stateless' as const }, output: 'append' as const };
  const { results } = await compared(
    { rows: hot('a', ['0:1', '0:4', '0:8']), ...stateless },
    { rows: hot('b', ['0:1', '0:4']), ...stateless, offsets: offsets(8) },
  );
  expect(results).toMatchObject({ verdict: 'equal', rowsAre: 'reading', equal: 2, open: 1 });
  const other = await compared(
    { rows: hot('a', ['0:1', '0:4']), ...stateless },
    { rows: hot('b', ['0:1', '0:5'], 2), ...stateless },
  );
  expect(other.results).toMatchObject({ different: 1, onlyInFirst: 1, onlyInSecond: 1 });
  expect(other.results.differences.map(({ reading }) => reading)).toEqual(['0:1', '0:4', '0:5']);
});

it('compares running totals once both have read the same, and not before', async () => {
  const total = (query: string, n: number) => [rowOf(query, 'one', { n })];
  const other = { plan: { kind: 'other' as const, reason: 'no window' } };
  const before = await compared(
    { rows: total('a', 9), ...other },
    { rows: total('b', 7), ...other, offsets: offsets(7) },
  );
  expect(before.results).toMatchObject({ verdict: 'undecided', rowsAre: 'key', open: 1 });
  expect(before.results.reasons.join()).toContain('"a" has read up to 0:9, "b" up to 0:7');
  const after = await compared(
    { rows: total('a', 9), ...other },
    { rows: total('b', 8), ...other },
  );
  expect(after.results).toMatchObject({ verdict: 'different', different: 1 });
});

it('takes a row that was withdrawn for none', async () => {
  const other = { plan: { kind: 'other' as const, reason: 'no window' } };
  const { results } = await compared(
    { rows: [rowOf('a', 'one', { n: 1 }), rowOf('a', 'one', null)], ...other },
    { rows: [], ...other },
  );
  expect(results).toMatchObject({ verdict: 'undecided', onlyInFirst: 0 });
});

it('counts rows that stand for themselves and say the same', async () => {
  const same = (query: string, times: number) => ({
    rows: Array.from({ length: times }, (_, at) => rowOf(query, 's1', { value: 1 }, `0-a${at}`)),
    plan: { kind: 'other' as const, reason: 'a join' },
    output: 'append' as const,
  });
  const { results } = await compared(same('a', 3), same('b', 2));
  expect(results).toMatchObject({ rowsAre: 'content', equal: 2, onlyInFirst: 1 });
});

it('does not miss what retention may have deleted', async () => {
  const { results } = await compared(
    { rows: [windowRow('a', 's1', 0, { n: 3 }), windowRow('a', 's1', 5, { n: 3 })] },
    { rows: [windowRow('b', 's1', 5, { n: 3 })], isCut: true },
  );
  expect(results).toMatchObject({ verdict: 'equal', equal: 1, onlyInFirst: 0 });
  expect(results.notes.join()).toContain('the oldest rows of "b" were deleted by retention');
});

it('leaves rows aside that no report tells of', async () => {
  const next = { ...windowRow('a', 's1', 0, { n: 4 }) };
  const later = { ...next, headers: { ...next.headers, batch: '1' } };
  const { results } = await compared(
    { rows: [windowRow('a', 's1', 0, { n: 3 }), later] },
    { rows: [windowRow('b', 's1', 0, { n: 3 })] },
  );
  expect(results).toMatchObject({ verdict: 'equal', equal: 1 });
});

it('refuses two queries whose rows stand for different things', async () => {
  const hot = { rows: [rowOf('a', 's1', { value: 1 }, '0:1')], output: 'append' as const };
  const stats = { rows: [windowRow('b', 's1', 0, { n: 3 })] };
  await expect(compared({ ...hot, plan: { kind: 'stateless' } }, stats)).rejects.toMatchObject({
    code: 'COURANT_USAGE',
    message: expect.stringContaining('do not ask the same question') as string,
  });
});
