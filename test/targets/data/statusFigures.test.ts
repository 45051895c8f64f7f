import { expect, test } from 'vitest';
import { generatorFigures, queryFigures } from '../../../targets/data/statusFigures.ts';
import { batchReport, ledger, queryReport, startMs, truth } from '../../support/law.ts';

const at = (offsetMs: number): string => new Date(startMs + offsetMs).toISOString();
const stateless = { kind: 'stateless' } as const;

test('acknowledged counts every producer that ever wrote; rates only those that write now', () => {
  const generators = [
    ledger({
      producer: 'a',
      partition: 0,
      acknowledged: [[0, 9, 0, 9]],
      ratePerSecond: 50,
      askedPerSecond: 100,
      time: at(0),
    }),
    ledger({
      producer: 'a',
      partition: 1,
      acknowledged: [
        [0, 4, 0, 4],
        [6, 7, 6, 7],
      ],
      unknown: [[5, 5]],
      ratePerSecond: 50,
      askedPerSecond: 100,
      time: at(0),
    }),
    ledger({
      producer: 'killed',
      acknowledged: [[0, 99, 0, 99]],
      ratePerSecond: 70,
      askedPerSecond: 70,
      time: at(-60_000),
    }),
    ledger({
      producer: 'stopped',
      state: 'stopped',
      failed: [[0, 1]],
      badRows: 3,
      ratePerSecond: 9,
      time: at(0),
    }),
  ];
  expect(generatorFigures({ generators }, startMs + 500)).toEqual({
    acknowledged: 117,
    failed: 2,
    unknown: 1,
    badRows: 3,
    cells: [],
    warnings: [],
    injected: 0,
    ratePerSecond: 100,
    askedPerSecond: 100,
  });
});

test('cells that are no numbers are summed over producers, once for all partitions of each', () => {
  const co = { column: 'co', numbers: 10, others: 1, example: 'NA' };
  const no = { column: 'no', numbers: 5, others: 4, example: 'off' };
  const warnings = ['"a.csv" is newest first'];
  const generators = [
    ledger({ producer: 'a', partition: 0, cells: [co], warnings, time: at(0) }),
    ledger({ producer: 'a', partition: 1, cells: [co], warnings, time: at(0) }),
    ledger({ producer: 'b', cells: [no, { ...co, example: null }], time: at(0) }),
  ];
  expect(generatorFigures({ generators }, startMs)).toMatchObject({
    cells: [no, { column: 'co', numbers: 20, others: 2, example: 'NA' }],
    warnings,
  });
});

test('what was withheld on purpose is no reading, and each fault is counted once', () => {
  const generators = [ledger({ acknowledged: [[0, 99, 0, 96]], withheld: 3, time: at(0) })];
  const truths = [
    truth({ late: [[3, 4]], withheld: [[10, 12]], malformed: { not_json: [[20, 20]] } }),
    truth({ doubled: [[31, 31]] }, { part: 1 }),
  ];
  const figures = generatorFigures({ generators, truths }, startMs + 500);
  expect(figures).toMatchObject({ acknowledged: 97, injected: 7 });
});

test('without Kafka nothing is known, which is not nothing', () => {
  expect(generatorFigures(undefined)).toMatchObject({ acknowledged: null, ratePerSecond: null });
});

test('lag is what the topic holds and the query has not read, expired records left out', () => {
  const query = queryReport('q', stateless, {
    offsets: { '0': { start: 0, end: 90 } },
    newestTimestamp: at(-1_500),
  });
  const ends = [
    { partition: 0, start: 0, end: 100 },
    { partition: 1, start: 40, end: 60 },
  ];
  const figures = queryFigures(query, { batches: [], ends, atMs: startMs, isRunning: true });
  expect(figures).toMatchObject({ lagRows: 30, lagSeconds: 1.5, state: 'running' });
});

test('a query that has read everything has no lag in seconds, however old the newest record is', () => {
  const query = queryReport('q', stateless, {
    offsets: { '0': { start: 0, end: 100 } },
    newestTimestamp: at(-3_600_000),
  });
  const ends = [{ partition: 0, start: 0, end: 100 }];
  const figures = queryFigures(query, { batches: [], ends, atMs: startMs, isRunning: true });
  expect(figures).toMatchObject({ lagRows: 0, lagSeconds: 0 });
});

test('the rate of a query is that of its last batches, from report to report', () => {
  const batches = [0, 1, 2, 3, 4].map((batch) =>
    batchReport('q', batch, { rows: 500, durationMs: 300, time: at(batch * 500 - 2_000) }),
  );
  const query = queryReport('q', stateless);
  const evidence = { batches, ends: undefined, isRunning: true };
  expect(queryFigures(query, { ...evidence, atMs: startMs }).ratePerSecond).toBeCloseTo(1_086, -2);
  expect(queryFigures(query, { ...evidence, atMs: startMs + 60_000 }).ratePerSecond).toBe(0);
});

test('a query whose runner was killed is not running, whatever it reported last', () => {
  const query = queryReport('q', stateless, { state: 'running' });
  const evidence = { batches: [], ends: undefined, atMs: startMs, isRunning: false };
  expect(queryFigures(query, evidence)).toMatchObject({ state: 'stopped', ratePerSecond: 0 });
});
