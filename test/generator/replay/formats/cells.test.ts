/** Cells of a table as JSON values. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellValue, readingValue } from '../../../../generator/replay/formats/cells.ts';

it.each([
  ['1', 1],
  ['-1.50', -1.5],
  ['.5', 0.5],
  ['6.02e23', 6.02e23],
  ['0.000', 0],
  ['0.30000000000000004', 0.30000000000000004],
  ['0.10000000000000001', 0.1],
  ['122.15300000000000000', 122.153],
  ['9007199254740991', 9007199254740991],
  ['998079059666566.2', 998079059666566.25],
])('%j is the number %d', (cell, value) => {
  expect(cellValue(cell)).toBe(value);
});

it.each([
  'NA',
  'NaN',
  'Infinity',
  '',
  ' ',
  '1e309',
  '1e-400',
  '20180530143000.167',
  '0.12345678901234567',
  '9007199254740993.0',
  ' 42 ',
  '007',
  '+49',
  '9007199254740993',
  '12345678901234567890',
  '0x10',
  '1,5',
  '1_000',
  '2010-01-01',
  '1.',
  '--1',
])('%j stays text', (cell) => {
  expect(cellValue(cell)).toBe(cell);
});

it('is what JSON can carry: a finite number or the very text', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789.eE+- xN'), maxLength: 25 }),
    fc.string(),
  );
  fc.assert(
    fc.property(cell, (text) => {
      const value = cellValue(text);
      if (typeof value === 'string') expect(value).toBe(text);
      else expect(value).toBe(Number(text));
      expect(JSON.parse(JSON.stringify(value))).toEqual(value === 0 ? 0 : value);
    }),
    { numRuns: 1_000 },
  );
});

it('finds every number that JavaScript writes', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) return;
      expect(cellValue(String(value))).toBe(Object.is(value, -0) ? 0 : value);
    }),
  );
});

it('takes leading zeros and a plus sign in the column of the value', () => {
  expect(['007', '+4.5', ' 3 ', '1.'].map(readingValue)).toEqual([7, 4.5, 3, 1]);
  expect(['NA', '', '1e309', '0x10', 'Infinity', null, true, {}].map(readingValue)).toEqual(
    Array.from({ length: 8 }),
  );
  expect(readingValue(12.5)).toBe(12.5);
});
