/** What was streamed against what the same readings give in one batch. */
import { expect, it } from 'vitest';
import { topicNames } from '../../../chain/names.ts';
import { progressKey } from '../../../chain/progress.ts';
import type { QueryPlan, QueryProgress } from '../../../chain/progress.ts';
import { recomputeAll } from '../../../verify/recompute.ts';
import { batchReport, queryReport, row, startMs } from '../../support/law.ts';
import { memoryKafka } from '../memoryKafka.ts';
import type { MemoryRecord, MemoryTopic } from '../memoryKafka.ts';

const windowPlan: QueryPlan = { kind: 'window', windowMs: 5_000, watermarkDelayMs: 0 };
const second = (at: number): string => new Date(startMs + at * 1_000).toISOString();
const window = (at: number, n: number) => ({
  window_start: second(at),
  window_end: second(at + 5),
  n,
});

interface Streamed {
  readonly rows: readonly object[];
  readonly report?: Partial<QueryProgress>;
  readonly kept?: number;
}

/** @param again values of the rows that one batch makes */
async function judged({ rows, report, kept = 0 }: Streamed, again: readonly object[]) {
  const offsets = { 0: { start: 0, end: 9 } };
  const query = queryReport('q', windowPlan, {
    lastBatch: 0,
    offsets,
    output: 'update',
    ...report,
  });
  const records = [query, batchReport('q', 0, { offsets })].map((one) => ({
    key: progressKey(one),
    value: JSON.stringify(one),
  }));
  const written = rows.map((value, at) => row('q', 0, `id${at}`, value) as MemoryRecord);
  const topics = new Map<string, MemoryTopic>([
    [topicNames.progress, { partitions: [records] }],
    [topicNames.readings, { partitions: [Array<MemoryRecord>(9).fill({})], starts: [kept] }],
    ['q', { partitions: [written] }],
  ]);
  async function* made() {
    for (const value of again) {
      yield await Promise.resolve({ key: 's1', value: JSON.stringify(value), origin: null });
    }
  }
  const [verdict] = await recomputeAll(memoryKafka(topics), (wanted, use) =>
    use(wanted.map((one) => ({ query: one.query, rows: made() }))),
  );
  return verdict;
}

it('finds the same rows equal', async () => {
  const rows = [window(0, 1), window(0, 3), window(5, 2)];
  expect(await judged({ rows }, [window(5, 2), window(0, 3)])).toMatchObject({
    ...{ verdict: 'equal', results: { equal: 2, open: 0 } },
  });
});

it('finds a reading that is missing in one window', async () => {
  expect(await judged({ rows: [window(0, 3)] }, [window(0, 4)])).toMatchObject({
    ...{ verdict: 'different', results: { different: 1 } },
  });
});

it('excuses just the readings that the stream dropped as late', async () => {
  const late = { rows: [window(0, 3)], report: { late: 3 } };
  expect(await judged(late, [window(0, 4), window(5, 2)])).toMatchObject({
    ...{ verdict: 'equalButLate', results: { lateReadings: 3 } },
  });
  expect(await judged(late, [window(0, 4), window(5, 1)])).toMatchObject({ verdict: 'different' });
});

it.each([
  [{ rows: [window(0, 3)], kept: 1 }, 'deleted by retention'],
  [{ rows: [], report: { engine: 'flink' as const } }, 'only Spark’s SQL'],
  [{ rows: [], report: { lastBatch: null } }, 'it has read nothing yet'],
  [{ rows: [], report: { otherOffsets: [{}] } }, 'more than once'],
  [{ rows: [] }, 'it has no rows'],
])('says why it compares nothing: %j', async (streamed, reason) => {
  const found = await judged(streamed, []);
  expect(found).toMatchObject({ verdict: 'notCompared' });
  expect(found?.reason).toContain(reason);
});
