/** What others write, and what only looks alike: nobody is accused of it. */
import { expect, it } from 'vitest';
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

it('takes producers whose names are no text for foreign, not for one another', async () => {
  await bench.traces.clear();
  const of = (byte: number) => ({
    value: 'x',
    headers: { producer: Buffer.from([byte]), seq: '0' },
  });
  await bench.traces.write(readings, [reading(0), of(0xff), of(0xfe), reading(1)]);
  await bench.traces.report([
    ledger({
      acknowledged: [
        [0, 0, 0, 0],
        [1, 1, 3, 3],
      ],
    }),
  ]);
  const { result } = await check(bench);
  expect(result).toMatchObject({ verdict: 'proven', foreign: 2, doubled: 0, problems: [] });
});

it('tells rows without a key from rows with an empty one', async () => {
  await bench.traces.clear(['q']);
  await bench.traces.write(
    readings,
    span(0, 9).map((seq) => reading(seq, { eventTimeMs: startMs })),
  );
  const value = (n: number) => ({ window_start: new Date(startMs).toISOString(), n });
  await bench.traces.write('q', [
    { ...row('q', 0, 'none', value(4)), key: null },
    { ...row('q', 0, 'empty', value(6)), key: '' },
  ]);
  const windows: QueryPlan = { kind: 'window', windowMs: 1_000, watermarkDelayMs: 1_000 };
  const read = { offsets: { 0: { start: 0, end: 10 } }, rows: 10, valid: 10, outputRows: 2 };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 9, 0, 9]] }),
    batchReport('q', 0, read),
    queryReport('q', windows, { ...read, lastBatch: 0 }),
  ]);
  const { result } = await check(bench, true);
  expect(result).toMatchObject({ verdict: 'proven', queries: [{ counted: 10, late: 0 }] });
});

it('takes an output row whose batch is no number for a foreign one', async () => {
  await bench.traces.clear(['q']);
  await bench.traces.write(readings, [reading(0)]);
  const forged = (batch: string) => ({
    ...row('q', 0, 'x'),
    headers: { query: 'q', batch, row: batch },
  });
  await bench.traces.write('q', ['', ' 0', '0x0', '1e0', '-1'].map(forged));
  const read = { offsets: { 0: { start: 0, end: 1 } }, rows: 1, valid: 1, filtered: 1 };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 0, 0, 0]] }),
    batchReport('q', 0, read),
    queryReport('q', { kind: 'stateless' }, { ...read, lastBatch: 0 }),
  ]);
  expect((await check(bench)).result).toMatchObject({ verdict: 'proven', problems: [] });
});

it('counts a record that two sources of a query set aside once a source, and its dead letter once', async () => {
  await bench.traces.clear(['q']);
  await bench.traces.write(
    readings,
    span(0, 9).map((seq) => reading(seq)),
  );
  await bench.traces.write(
    deadLetters,
    [3, 3, 8].map((offset) => deadLetter('q', 0, offset)),
  );
  // The second source is two records behind: it has met one of the two.
  const read = {
    offsets: { 0: { start: 0, end: 10 } },
    otherOffsets: [{ 0: { start: 0, end: 8 } }],
    ...{ rows: 18, valid: 15, dead: 3, filtered: 15 },
  };
  await bench.traces.report([
    ledger({ acknowledged: [[0, 9, 0, 9]] }),
    batchReport('q', 0, read),
    queryReport('q', { kind: 'stateless' }, { ...read, lastBatch: 0 }),
  ]);
  const { result } = await check(bench);
  expect(result).toMatchObject({ problems: [], verdict: 'provenSoFar', unread: 2 });
  await bench.traces.report([
    queryReport('q', { kind: 'stateless' }, { ...read, dead: 2, valid: 16, lastBatch: 0 }),
  ]);
  expect((await check(bench)).result.verdict).toBe('notProven');
});
