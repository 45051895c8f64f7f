import { expect, test } from 'vitest';
import { openBatchOf, withOpenBatch } from '../../../targets/data/openBatch.ts';
import { batchReport, queryReport, startMs } from '../../support/law.ts';

const at = (ms: number): string => new Date(startMs + ms).toISOString();
const stateless = { kind: 'stateless' } as const;
const counted = {
  offsets: { '0': { start: 0, end: 100 } },
  ...{ rows: 100, valid: 90, dead: 10 },
  newestTimestamp: at(0),
};

test('what a batch in real time has read counts while it is open', () => {
  const query = queryReport('q', stateless, {
    ...counted,
    open: {
      offsets: { '0': { start: 100, end: 150 }, '1': { start: 0, end: 7 } },
      ...{ rows: 57, valid: 56, newestTimestamp: at(900) },
    },
  });
  expect(withOpenBatch(query)).toMatchObject({
    offsets: { '0': { start: 0, end: 150 }, '1': { start: 0, end: 7 } },
    ...{ rows: 157, valid: 146, dead: 11, newestTimestamp: at(900) },
  });
});

test('between two batches an account is as it is', () => {
  const query = queryReport('q', stateless, counted);
  expect(withOpenBatch(query)).toBe(query);
});

test('the open batch is one of those by which the rate is told', () => {
  const open = { offsets: {}, rows: 3_000, valid: 3_000 };
  const query = queryReport('q', stateless, { open, time: at(3_000) });
  const last = batchReport('q', 4, { time: at(0) });
  expect(openBatchOf(query, last)).toEqual({ rows: 3_000, time: at(3_000), durationMs: 3_000 });
  expect(openBatchOf(query, undefined)).toBeUndefined();
});
