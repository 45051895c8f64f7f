import { expect, it } from 'vitest';
import { settle } from '../../../generator/resume/settle.ts';
import { ledger } from '../../support/law.ts';

const nothing = { refused: new Set<number>(), mayWithhold: false };

it('calls failed only what was refused: of other numbers that are in no record nobody knows', () => {
  const offsets = new Map([[150, 100]]);
  const left = { ...nothing, offsets, refused: new Set([120]) };
  expect(settle(ledger({ acknowledged: [[0, 99, 0, 99]] }), left)).toMatchObject({
    acknowledged: [
      [0, 99, 0, 99],
      [150, 150, 100, 100],
    ],
    failed: [[120, 120]],
    unknown: [
      [100, 119],
      [121, 149],
    ],
  });
});

it('leaves unknown what was unknown and is not in the topic', () => {
  const report = ledger({
    acknowledged: [
      [0, 9, 0, 9],
      [20, 29, 15, 24],
    ],
    unknown: [[10, 19]],
  });
  const offsets = new Map([10, 11, 12, 13, 14].map((seq) => [seq, seq]));
  expect(settle(report, { ...nothing, offsets })).toMatchObject({
    acknowledged: [
      [0, 14, 0, 14],
      [20, 29, 15, 24],
    ],
    failed: [],
    unknown: [[15, 19]],
  });
});
