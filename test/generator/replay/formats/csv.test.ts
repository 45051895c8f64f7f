/** Delimited text as programs really write it. The cases are those of csv-spectrum, and the damage people bring. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvSplitter } from '../../../../generator/replay/formats/csv.ts';
import type { CsvFormat } from '../../../../generator/replay/formats/csv.ts';
import { collect, pieces } from '../collect.ts';

const all = { skipLines: 0, comment: undefined };
const comma: CsvFormat = { delimiter: ',', newline: '\n', ...all };

function split(
  text: string,
  { format = comma, cuts = [] as number[], width = -1, most = 1_000 } = {},
) {
  const found = collect<string[]>(
    (rows) => {
      const splitter = new CsvSplitter(format, rows, { most });
      if (width >= 0) splitter.width = width;
      return splitter;
    },
    text,
    cuts,
  );
  return { cells: found.rows.map(({ fields }) => fields), ...found };
}

describe('cells', () => {
  it.each<[what: string, text: string, cells: string[][]]>([
    [
      'simple',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no newline at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a comma in quotes',
      'Ada,"120 Main St., Springfield",x\n',
      [['Ada', '120 Main St., Springfield', 'x']],
    ],
    ['doubled quotes', '1,"ha ""ha"" ha"\n', [['1', 'ha "ha" ha']]],
    [
      'JSON in a cell',
      '1,"{""type"": ""Point"", ""at"": [1, 2]}"\n',
      [['1', '{"type": "Point", "at": [1, 2]}']],
    ],
    [
      'newlines in quotes',
      '1,"Once\nupon"\n5,6\n',
      [
        ['1', 'Once\nupon'],
        ['5', '6'],
      ],
    ],
    [
      'CR LF',
      'a,b\r\n1,"x\r\ny"\r\n',
      [
        ['a', 'b'],
        ['1', 'x\r\ny'],
      ],
    ],
    [
      'empty cells',
      '1,"",\n,,\n',
      [
        ['1', '', ''],
        ['', '', ''],
      ],
    ],
    ['UTF-8', '1,ʤ,"€ 🙂"\n', [['1', 'ʤ', '€ 🙂']]],
    ['spaces around quotes', 'a, "b, c" ,d\n', [['a', 'b, c', 'd']]],
    ['spaces within stay', ' a , b \n', [[' a ', ' b ']]],
    ['a quote within a plain cell', '5" disk,6"\n', [['5" disk', '6"']]],
    [
      'empty lines',
      '\n1,2\n\n \n3,4\n\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['a quote at the very end', '1,"2"', [['1', '2']]],
    ['ANSI escapes and NUL', '\u001b[31mred,\u0000\n', [['\u001b[31mred', '\u0000']]],
    ['nothing', '', []],
  ])('%s', (_, text, cells) => {
    const found = split(text);
    expect(found.cells).toEqual(cells);
    expect(found.bad).toEqual([]);
  });

  it.each(['\t', ';', '|', '::'])('delimited by %j', (delimiter) => {
    const format = { delimiter, newline: '\n', ...all } as const;
    const text = `a${delimiter}"b${delimiter}c"\n`;
    expect(split(text, { format }).cells).toEqual([['a', `b${delimiter}c`]]);
  });

  it('lines that end in CR alone', () => {
    const format = { delimiter: ',', newline: '\r', ...all } as const;
    expect(split('a,b\r1,"x\ry"\r3,4', { format }).cells).toEqual([
      ['a', 'b'],
      ['1', 'x\ry'],
      ['3', '4'],
    ]);
  });
});

describe('bad rows', () => {
  it('a row of another width is bad, the others are not', () => {
    const { cells, bad } = split('1,2\n3\n4,5,6\n7,8\n', { width: 2 });
    expect(cells).toEqual([
      ['1', '2'],
      ['7', '8'],
    ]);
    expect(bad).toEqual([
      { line: 2, reason: '1 cell where the header has 2' },
      { line: 3, reason: '3 cells where the header has 2' },
    ]);
  });

  it('an unclosed quote costs its own row, not the rest of the file', () => {
    const { cells, bad } = split('1,2\n3,"4\n5,6\n7,8\n', { width: 2 });
    expect(cells).toEqual([
      ['1', '2'],
      ['5', '6'],
      ['7', '8'],
    ]);
    expect(bad).toEqual([{ line: 2, reason: 'a quote is opened and never closed' }]);
  });

  it('an unclosed quote that meets another one later', () => {
    const { cells, bad } = split('1,"2\n3,"4"\n5,6\n', { width: 2 });
    expect(cells).toEqual([
      ['3', '4'],
      ['5', '6'],
    ]);
    expect(bad).toEqual([{ line: 1, reason: 'there is text after a closing quote' }]);
  });

  it('two unclosed quotes that would make one row of three lines', () => {
    const { cells, bad } = split('1,"2,x\n3,4\n5,6",7\n8,9\n', { width: 2 });
    expect(cells).toEqual([
      ['3', '4'],
      ['8', '9'],
    ]);
    expect(bad).toEqual([
      { line: 1, reason: '3 cells where the header has 2, with a quote over 3 lines' },
      { line: 3, reason: '3 cells where the header has 2' },
    ]);
  });

  it('a row that is too long is skipped, however it comes, and lines are still counted', () => {
    const long = 'x'.repeat(2_500);
    for (const row of [`1,${long}`, `1,"${long}"`, `1,"${long}`]) {
      const { cells, bad } = split(`a,b\n${row}\n3\n5,6\n`, {
        width: 2,
        cuts: [700, 700, 700, 700],
      });
      expect(cells).toEqual([
        ['a', 'b'],
        ['5', '6'],
      ]);
      expect(bad.map(({ line }) => line)).toEqual([2, 3]);
      expect(bad[0]?.reason).toContain('longer than 1 MiB');
    }
  });

  it('lines are counted with the line breaks within quotes', () => {
    const { rows, bad } = split('a,b\n"1\n\n",2\n3,4\n5\n', { width: 2 });
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 5]);
    expect(bad.map(({ line }) => line)).toEqual([6]);
  });
});

const cell = fc.string({
  unit: fc.constantFrom('a', '1', ' ', ',', ';', '"', '\n', '\r\n', 'é'),
  maxLength: 8,
});
const written = (value: string) =>
  /[",;\n\r]|^ | $/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 8,
  }),
);

it('reads what was written, however it is cut', () => {
  fc.assert(
    fc.property(
      table,
      pieces,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (rows, cuts, newline, isClosed) => {
        const text =
          rows.map((row) => row.map(written).join(',')).join(newline) + (isClosed ? newline : '');
        fc.pre(rows.every((row) => row.join('').trim() !== ''));
        expect(split(text, { cuts }).cells).toEqual(rows);
      },
    ),
    { numRuns: 400 },
  );
});

it('gives the same rows and the same bad rows wherever a text is cut, whatever is in it', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r', ' '),
    maxLength: 80,
  });
  fc.assert(
    fc.property(text, pieces, (whole, cuts) => {
      const once = split(whole, { width: 2 });
      expect(split(whole, { width: 2, cuts })).toEqual(once);
      const lines = [...once.rows, ...once.bad].map(({ line }) => line);
      const breaks = whole.split('\n').length;
      for (const line of lines) expect(line).toBeLessThanOrEqual(breaks);
    }),
    { numRuns: 600 },
  );
});

it('agrees with csv-parse on what both can read', () => {
  const text = fc
    .array(fc.constantFrom('a', '1,2', ',', '"x"', '"y ""z"""', '"l\nm"', '\n'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (whole) => {
      let other: string[][];
      try {
        other = parse(whole, { skip_empty_lines: true, relax_column_count: true });
      } catch {
        return; // csv-parse gives up where we report a row
      }
      expect(split(whole).cells).toEqual(other);
    }),
    { numRuns: 400 },
  );
});
