import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bold,
  cut,
  escapeText,
  number,
  paint,
  red,
  table,
  widthOf,
} from '../../../cli/terminal/text.ts';

const hostile = '\u001b[31mred\u001b[0m\u0007\u202etxt.exe\r\nnext\u0000\u009b2J\u2066x\ufeff';

test('nothing in data acts on the terminal', () => {
  expect(paint(hostile, true)).toBe(
    '\\u001b[31mred\\u001b[0m\\u0007\\u202etxt.exe\\r\\nnext\\u0000\\u009b2J\\u2066x\\ufeff',
  );
  expect(paint(['a ', bold('\u001b[2J')], false)).toBe('a \\u001b[2J');
});

test('whatever the data, only our own styles remain, and none without colour', () => {
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  const acting = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (data) => {
      expect(escapeText(data)).not.toMatch(acting);
      expect(paint([data, red(data)], false)).not.toMatch(acting);
      const painted = paint(red(data), true);
      expect(painted.startsWith('\u001b[31m') && painted.endsWith('\u001b[39m')).toBe(true);
      expect(painted.slice(5, -5)).not.toMatch(acting);
    }),
  );
});

test('a cut text is never wider than its room', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (data, width) => {
      expect(widthOf(cut(data, width))).toBeLessThanOrEqual(width);
    }),
  );
});

test('a cut text keeps its styles, its beginning and no more', () => {
  const text = ['温度 ', bold('sensor'), [' of ', red('kitchen')]];
  expect(cut(text, 100)).toEqual(text);
  expect(paint(cut(text, 17), true)).toBe(
    '温度 \u001b[1msensor\u001b[22m of \u001b[31mk\u001b[39m…',
  );
  expect(paint(cut(text, 4), false)).toBe('温…');
  expect(paint(cut(['温', '温', 'a'], 4), false)).toBe('温…');
});

test.each([
  ['a', 1],
  ['温', 2],
  ['𠀀', 2],
  ['🌡', 1],
  ['🔥', 2],
  ['e\u0301', 1],
  ['\u001b', 6],
])('%j takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('columns line up, wide characters and styles included', () => {
  const lines = table(
    [{ title: 'topic' }, { title: 'records', align: 'right' }, { title: 'note' }],
    [
      ['readings', '1,234', bold('x')],
      ['温度', '5', 'y'],
    ],
  ).map((line) => paint(line, false));
  expect(lines).toEqual([
    'topic     records  note',
    'readings    1,234  x',
    '温度            5  y',
  ]);
});

test.each([
  [1_234_567, 0, '1,234,567'],
  [0.25, 1, '0.3'],
  [null, 0, '–'],
])('the number %j is written %j', (value, digits, text) => {
  expect(number(value, digits)).toBe(text);
});
