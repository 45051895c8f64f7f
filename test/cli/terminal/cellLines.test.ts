import { expect, it } from 'vitest';
import { cellLines } from '../../../cli/terminal/cellLines.ts';
import { paint } from '../../../cli/terminal/text.ts';

const shown = (generator: Parameters<typeof cellLines>[0]) =>
  cellLines(generator).map((line) => paint(line, false));

it('a line for each column that holds numbers and cells that are none, and for each warning', () => {
  const co = { column: 'co', numbers: 79_990, others: 10, example: '1.5' };
  const no = { column: 'a\u001b[2J', numbers: 0, others: 1, example: null };
  expect(shown({ cells: [co, no], warnings: ['"a.csv" is newest first'] })).toEqual([
    'column "co": 10 of 80,000 cells are no number, like "1.5"',
    'column "a\\u001b[2J": 1 of 1 cell is no number',
    '"a.csv" is newest first',
  ]);
});

it('nothing where all is well, or nothing is known', () => {
  expect(shown({ cells: [], warnings: [] })).toEqual([]);
  expect(shown({ cells: null, warnings: null })).toEqual([]);
});

it('a few of many columns', () => {
  const cells = Array.from({ length: 9 }, (_, at) => {
    return { column: `c${at}`, numbers: 1, others: 9 - at, example: 'x' };
  });
  const lines = shown({ cells, warnings: [] });
  expect(lines).toHaveLength(6);
  expect(lines[5]).toBe('and 4 more columns: courant status -o json');
});
