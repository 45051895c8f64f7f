import { expect, test } from 'vitest';
import { scaleDocument } from '../../../cli/commands/run/scale.ts';
import { isSettled } from '../../../targets/data/settledRates.ts';

test.each([
  [{ generator: 3_000, topic: 2_950, query: 3_100 }, 3_000, true],
  [{ generator: 3_000, topic: 2_950, query: 1_000 }, 3_000, false],
  [{ generator: 1_000, topic: 1_000, query: 1_000 }, 3_000, false],
  [{ generator: 0, topic: 0, query: 0 }, 0, true],
  [{ generator: 0, topic: 0, query: 400 }, 0, false],
  [{ generator: 3_000, topic: null, query: 3_000 }, 3_000, false],
  [{ generator: 500, topic: 510, query: 505 }, undefined, true],
])('rates %j have settled on %j: %j', (rates, expected, settled) => {
  expect(isSettled(rates, expected)).toBe(settled);
});

test('the document has what a script needs', () => {
  const rates = { generator: 1, topic: null, query: 1 };
  const document = { replicas: 2, before: rates, after: rates, settled: true };
  expect(scaleDocument.parse(document)).toEqual(document);
});
