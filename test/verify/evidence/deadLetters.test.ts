import { expect, test } from 'vitest';
import { oversizedRow } from '../../../chain/names.ts';
import type { RecordView } from '../../../kafka/client.ts';
import { BatchPlaces } from '../../../verify/evidence/batchPlaces.ts';
import { DeadLetters } from '../../../verify/evidence/deadLetters.ts';
import { Versions } from '../../../verify/evidence/versions.ts';
import { batchReport } from '../../support/law.ts';

const reports = [
  batchReport('hot', 0, { offsets: { 0: { start: 0, end: 5 } } }),
  batchReport('hot', 1, { offsets: { 0: { start: 5, end: 9 } } }),
];

function letterOf(key: string): RecordView {
  const headers = { query: Buffer.from('hot'), reason: Buffer.from(oversizedRow) };
  return { key: Buffer.from(key), headers: () => headers } as unknown as RecordView;
}

test.each([
  ['an open batch that was cut short and the one after it', ['0/0:7', '1/0:7'], 1],
  ['two rows of a reading', ['1/0:7', '1/0:7-1'], 2],
  ['a later batch than the one that read the reading', ['0/0:2', '1/0:2'], 2],
  ['groups, which have a row in each batch', ['0/a1', '1/a1'], 2],
])('rows too large for Kafka, of %s', (_, keys, rows) => {
  const letters = new DeadLetters(new BatchPlaces(new Map([['hot', reports]])));
  for (const key of keys) letters.add(letterOf(key));
  expect(letters.rowsOf({ query: 'hot', lastBatch: 1 }, new Versions(reports))).toBe(rows);
});
