import { expect, test } from 'vitest';
import type { QueryProgress } from '../../../chain/progress.ts';
import type { RecordView } from '../../../kafka/client.ts';
import { OutputRows } from '../../../verify/evidence/outputs.ts';

const query = {
  query: 'stats',
  lastBatch: 0,
  plan: { kind: 'window', windowMs: 5_000, watermarkDelayMs: null },
} as unknown as QueryProgress;

function rowOf(value: object): RecordView {
  const headers = { query: 'stats', batch: '0', row: JSON.stringify(value) };
  return {
    key: Buffer.from('a'),
    value: Buffer.from(JSON.stringify(value)),
    headers: () =>
      Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  } as unknown as RecordView;
}

test.each([
  ['window_start', 'n'],
  ['WINDOW_START', 'N'],
  ['Window_Start', 'n'],
])('a window is counted by %s and %s: names have no case', (start, n) => {
  const rows = new OutputRows(query);
  rows.add(rowOf({ [start]: '2026-03-01T12:00:00.000Z', [n]: 7 }));
  expect(rows.unreadable).toBe(0);
  expect(rows.counted).toBe(7);
});

test('a row without a count is unreadable', () => {
  const rows = new OutputRows(query);
  rows.add(rowOf({ window_start: '2026-03-01T12:00:00.000Z', m: 7 }));
  expect(rows.unreadable).toBe(1);
});
