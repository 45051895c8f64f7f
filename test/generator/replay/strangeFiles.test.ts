/** Files that look wrong and are not: they are replayed as they are meant. */
import { expect, it } from 'vitest';
import { readAll, useFiles } from './useFiles.ts';

const files = useFiles();
const named = { sensor: 'id', time: 'at', value: 'v' };

async function replayed(name: string, content: string | Buffer, fields: object = named) {
  await files.write(name, content);
  return readAll(files, { files: name, ...fields });
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const rows = 'id,at,v\na,2010-01-01,1\nb,2010-01-02,2\n';

it.each<[what: string, content: string | Buffer]>([
  ['no newline at the end', rows.trimEnd()],
  ['CR LF', rows.replaceAll('\n', '\r\n')],
  ['CR only', rows.replaceAll('\n', '\r')],
  ['a byte order mark', `\ufeff${rows}`],
  ['UTF-16 little endian', utf16(rows)],
  ['UTF-16 big endian', utf16(rows).swap16()],
  ['semicolons', rows.replaceAll(',', ';')],
  ['tabs', rows.replaceAll(',', '\t')],
  ['bars', rows.replaceAll(',', '|')],
  ['a hint of the delimiter', `sep=;\n${rows.replaceAll(',', ';')}`],
  ['every cell in quotes', rows.replaceAll(/[^,\n]+/g, '"$&"')],
  ['blank lines', `\n\n${rows.replaceAll('\n', '\n\n')}`],
  ['spaces in the header', rows.replace('id,at,v', ' id , at , v ')],
])('%s', async (what, content) => {
  const { readings, badRows } = await replayed(`${what.replaceAll(' ', '-')}.csv`, content);
  expect(readings.map(({ sensor, value }) => [sensor, value])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(badRows).toEqual([]);
});

it.each([
  ['commas in the name of a column', 'id;at;v;a, b, c, d\nx;2010-01-01;1;0\n'],
  ['more commas than semicolons in a row', 'id;at;v;n\nx;2010-01-01;1;"1,2,3,4,5,6"\n'],
  ['a tab in the name of a column', 'id,at,v,a\tb\tc\td\te\nx,2010-01-01,1,0\n'],
])('the columns that were named decide on the delimiter: %s', async (what, content) => {
  const { readings } = await replayed(`${what.replaceAll(' ', '-')}.csv`, content);
  expect(readings.map(({ sensor, value }) => [sensor, value])).toEqual([['x', 1]]);
});

it('without named columns, the delimiter that makes the most of them', async () => {
  const { readings } = await replayed('most.csv', 'a;b;c, d\n1;2;3\n', {});
  expect(readings[0]?.data).toEqual({ a: 1, b: 2, 'c, d': 3 });
});

it('cells like NA and 1e309 stay text, and such readings have no value, which is said once', async () => {
  const { readings, notes, badRows } = await replayed(
    'na.csv',
    'id,at,v\na,2010-01-01,NA\nb,2010-01-02,1e309\nc,2010-01-03,3\n',
  );
  expect(readings.map(({ value, data }) => [value, data?.['v']])).toEqual([
    [undefined, 'NA'],
    [undefined, '1e309'],
    [3, 3],
  ]);
  expect(badRows).toEqual([]);
  expect(notes.filter((note) => note.includes('no number'))).toEqual([
    '"na.csv" line 2 has "NA" in column "v", no number: such readings have no value, only data',
  ]);
});

it('sensor names with quotes, newlines, ANSI escapes and tags travel as they are', async () => {
  const names = [
    'say "hi"',
    'two\nlines',
    '\u001b[31mred\u001b[0m',
    '<script>alert(1)</script>',
    "'; DROP TABLE",
    '°C ✓ 🙂',
  ];
  const content = [
    'id,at,v',
    ...names.map((name) => `"${name.replaceAll('"', '""')}",2010-01-01,1`),
  ].join('\n');
  const { readings, badRows } = await replayed('names.csv', content);
  expect(readings.map(({ sensor }) => sensor)).toEqual(names);
  expect(badRows).toEqual([]);
});

it('no escape of a bad row acts on a terminal', async () => {
  const { badRows } = await replayed(
    'escape.csv',
    'id,at,v\na,2010-01-01,1\nb,\u001b[2J\u0007,2\n',
  );
  expect(badRows[0]?.reason).toBe('"\\u001b[2J\\u0007" is no ISO 8601 time');
});

it('columns without a name, of one name, and called __proto__', async () => {
  const { readings, notes } = await replayed(
    'columns.csv',
    'id,at,,x,x,__proto__\na,2010-01-01,1,2,3,4\n',
    { sensor: 'id', time: 'at' },
  );
  expect(Object.entries(readings[0]!.data!)).toEqual([
    ['at', '2010-01-01'],
    ['column_3', 1],
    ['x', 2],
    ['x_5', 3],
    ['__proto__', 4],
  ]);
  expect(JSON.parse(JSON.stringify(readings[0]!.data))).toHaveProperty(['__proto__'], 4);
  expect(notes).toContain('column 3 of "columns.csv" has no name: it is called "column_3"');
  expect(notes).toContain('column 5 of "columns.csv" is a second "x": it is called "x_5"');
});
