/** Markers of transactions take offsets and are no records: whoever compares counts with offsets accuses the innocent. */
import { expect, it } from 'vitest';
import { topicNames } from '../../chain/names.ts';
import type { QueryPlan, QueryProgress } from '../../chain/progress.ts';
import { batchReport, deadLetter, ledger, queryReport, reading, span } from '../support/law.ts';
import { check, useTraces } from '../support/useTraces.ts';

const bench = useTraces();
const { readings, deadLetters } = topicNames;
const stateless: QueryPlan = { kind: 'stateless' };
const foreign = { value: 'of somebody else' };

/**
 * Readings 0–9 at offsets 0–9; two foreign records and the marker of their commit, 10–12; readings 10–19 at 13–22; one
 * foreign record and the marker of its abort, 23–24: 25 offsets, 23 records.
 */
async function topicWithMarkers(): Promise<void> {
  await bench.traces.clear(['q']);
  await bench.traces.write(
    readings,
    span(0, 9).map((seq) => reading(seq)),
  );
  await bench.traces.transact(readings, [foreign, foreign], 'commit');
  await bench.traces.write(
    readings,
    span(10, 19).map((seq) => reading(seq)),
  );
  await bench.traces.transact(readings, [foreign], 'abort');
  await bench.traces.write(
    deadLetters,
    [10, 11, 23].map((offset) => deadLetter('q', 0, offset)),
  );
}

/** A query that read them in two batches, and lets nothing through. */
function reports(fields: Partial<QueryProgress> = {}, [first, second] = [13, 25]) {
  return [
    ledger({
      acknowledged: [
        [0, 9, 0, 9],
        [10, 19, 13, 22],
      ],
    }),
    batchReport('q', 0, {
      ...{ offsets: { 0: { start: 0, end: first } }, rows: 12, valid: 10, dead: 2, filtered: 10 },
    }),
    batchReport('q', 1, {
      ...{ offsets: { 0: { start: 13, end: second } }, rows: 11, valid: 10, dead: 1, filtered: 10 },
    }),
    queryReport('q', stateless, {
      ...{ offsets: { 0: { start: 0, end: second } }, lastBatch: 1 },
      ...{ rows: 23, valid: 20, dead: 3, filtered: 20 },
      ...fields,
    }),
  ];
}

it('counts the records of a batch and of a query, not their offsets', async () => {
  await topicWithMarkers();
  await bench.traces.report(reports());
  const { result } = await check(bench, true);
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ inTopic: 23, foreign: 3, queries: [{ read: 23, lag: 0 }] });
});

it('asks nobody to read a marker, at the end or between two batches', async () => {
  await topicWithMarkers();
  await bench.traces.report(reports({}, [12, 24]));
  const { result } = await check(bench);
  expect(result.problems).toEqual([]);
  expect(result.queries).toMatchObject([{ read: 23, lag: 0 }]);
});

it('finds a query that claims to have read the markers, and one that left out a record', async () => {
  await topicWithMarkers();
  await bench.traces.report(reports({ rows: 25, valid: 22 }));
  expect((await check(bench)).result.problems).toContain(
    'query "q": it reported 25 rows read, its offsets span 23 records',
  );
  await bench.traces.report(reports({ rows: 22, valid: 19 }));
  expect((await check(bench)).result.problems).toContain(
    'query "q": it reported 22 rows read, its offsets span 23 records',
  );
});

it('counts what is left to read in records', async () => {
  await topicWithMarkers();
  const [account, first] = reports();
  const query = queryReport('q', stateless, {
    ...{ offsets: { 0: { start: 0, end: 13 } }, lastBatch: 0, rows: 12, valid: 10, dead: 2 },
    filtered: 10,
  });
  await bench.traces.report([account!, first!, query]);
  const { result } = await check(bench);
  expect(result).toMatchObject({ problems: [], queries: [{ lag: 11 }] });
});

it('takes what retention deleted for markers or records, and counts what is kept', async () => {
  await topicWithMarkers();
  await bench.traces.deleteRecords(readings);
  await bench.traces.write(
    readings,
    span(20, 24).map((seq) => reading(seq)),
  );
  await bench.traces.transact(readings, [foreign], 'commit');
  const [account, first, second] = reports();
  // Offsets 25–29 readings, 30 foreign, 31 its marker.
  const last = batchReport('q', 2, {
    ...{ offsets: { 0: { start: 25, end: 32 } }, rows: 6, valid: 5, dead: 1, filtered: 5 },
  });
  const query = (rows: number) =>
    queryReport('q', stateless, {
      ...{ offsets: { 0: { start: 0, end: 32 } }, lastBatch: 2, filtered: 25 },
      ...{ rows, valid: rows - 4, dead: 4 },
    });
  await bench.traces.write(deadLetters, [deadLetter('q', 0, 30)]);
  await bench.traces.report([account!, first!, second!, last, query(29)]);
  expect((await check(bench)).result.problems).toEqual([]);
  await bench.traces.report([query(32)]);
  expect((await check(bench)).result.problems.join('\n')).toContain('span 31 records');
});

it('tells the records that a query’s second source of the topic took', async () => {
  await topicWithMarkers();
  const other = [{ 0: { start: 0, end: 13 } }];
  const all = { rows: 35, valid: 30, dead: 5 };
  const [account] = reports();
  const batch = batchReport('q', 0, {
    ...{ offsets: { 0: { start: 0, end: 25 } }, otherOffsets: other, filtered: null, ...all },
  });
  const query = queryReport(
    'q',
    { kind: 'other', reason: 'it joins' },
    {
      ...{ offsets: { 0: { start: 0, end: 25 } }, otherOffsets: other, lastBatch: 0 },
      ...{ filtered: null, outputRows: null, ...all },
    },
  );
  await bench.traces.report([account!, batch, query]);
  const { result } = await check(bench);
  expect(result).toMatchObject({ problems: [], queries: [{ read: 35, deadLetters: 5, lag: 11 }] });
});
