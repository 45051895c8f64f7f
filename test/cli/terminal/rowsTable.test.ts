import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonText } from '../../../chain/words/jsonText.ts';
import { RowsTable } from '../../../cli/terminal/rowsTable.ts';
import { paint, widthOf } from '../../../cli/terminal/text.ts';
import type { TopicRow } from '../../../targets/data/topicRows.ts';

const rowOf = (value: unknown, fields: Partial<TopicRow> = {}): TopicRow => ({
  topic: 'sensor_stats',
  partition: 0,
  offset: 0,
  timestamp: '2026-01-01T00:00:00.000Z',
  key: 'a',
  value: typeof value === 'string' ? value : JsonText.of(JSON.stringify(value))!,
  headers: {},
  ...fields,
});
const textOf = (table: RowsTable, ...rows: TopicRow[]): string[] =>
  table.lines(rows).map((line) => paint(line, false));

test('the key first, then the fields in order', () => {
  expect(textOf(new RowsTable(100), rowOf({ n: 500, average: 20.125 }))).toEqual([
    'key  n    average',
    'a    500  20.125',
  ]);
});

test('numbers have the digits that are in the topic', () => {
  const value = JsonText.of('{"big":9007199254740993,"price":1.10,"2":1e400,"1":-0}')!;
  expect(textOf(new RowsTable(100), rowOf({}, { value }))).toEqual([
    'key  big               price  2      1',
    'a    9007199254740993  1.10   1e400  -0',
  ]);
});

test('the head comes once, and again when a row brings another column', () => {
  const table = new RowsTable(100);
  expect(textOf(table, rowOf({ n: 1 }))).toEqual(['key  n', 'a    1']);
  expect(textOf(table, rowOf({ n: 2 }))).toEqual(['a    2']);
  expect(textOf(table, rowOf({ n: 3, late: true }))).toEqual(['key  n  late', 'a    3  true']);
});

test('a table is no wider than the terminal', () => {
  const wide = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`column_${i}`, 'x'.repeat(40)]),
  );
  for (const line of textOf(new RowsTable(80), rowOf(wide)))
    expect(line.length).toBeLessThanOrEqual(80);
});

test('a title that does not fit is cut like any cell', () => {
  const row = rowOf({ window_start: '2026-01-01', window_end: '2026-01-01' });
  expect(textOf(new RowsTable(26), row)).toEqual([
    'key  window_start  window…',
    'a    2026-01-01    2026-0…',
  ]);
});

test('whatever the rows and the width, no line is wider', () => {
  const rows = fc.array(
    fc
      .tuple(fc.string({ unit: 'grapheme' }), fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([key, value]) => rowOf(value, { key })),
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 150 }), (found, width) => {
      for (const line of new RowsTable(width).lines(found))
        expect(widthOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test('values that are no JSON, keys that are missing, and names that act on a terminal', () => {
  expect(textOf(new RowsTable(100), rowOf('no json', { key: null }))).toEqual([
    'key  value',
    '–    no json',
  ]);
  const [, line = ''] = textOf(
    new RowsTable(100),
    rowOf({ n: 1 }, { key: '\u001b[31m<script>\n"' }),
  );
  expect(line).toBe('\\u001b[31m<script>\\n"  1');
});

test('a dead letter shows why it is one and where it came from', () => {
  const headers = {
    query: 'q',
    reason: 'not_json',
    detail: 'no JSON',
    topic: 'readings',
    partition: '2',
    offset: '7',
  };
  expect(textOf(new RowsTable(100), rowOf('{', { topic: 'readings.dlq', headers }))).toEqual([
    'query  reason    from          detail   value',
    'q      not_json  readings 2:7  no JSON  {',
  ]);
});
