/** Numbers as people's files write them: read where a column is written so, counted where they are not read. */
import { describe, expect, it } from 'vitest';
import { open, readAll, useFiles } from './useFiles.ts';

const files = useFiles();
let made = 0;

async function replayed(content: string | Buffer, fields: object = {}, ending = 'csv') {
  made += 1;
  const name = `numbers-${made}.${ending}`;
  await files.write(name, content);
  return readAll(files, { files: name, ...fields });
}

/** A table of one column beside a name. */
const table = (cells: readonly string[], delimiter = ';') =>
  ['name', ...cells.map(() => 'x')]
    .map((name, at) => `${name}${delimiter}${at === 0 ? 'v' : (cells[at - 1] ?? '')}`)
    .join('\n');

async function cellsOf(cells: readonly string[], fields: object = {}) {
  const { readings, notes, source } = await replayed(table(cells), fields);
  return { cells: readings.map(({ data }) => data?.['v']), notes, counted: source.cells };
}

describe('a column is read in the way in which it is written', () => {
  it.each<[what: string, cells: string[], numbers: (number | string)[]]>([
    ['decimal commas', ['30,4', '20', '-0,5', ',5'], [30.4, 20, -0.5, 0.5]],
    ['decimal commas with an exponent', ['1,5E+03', '2,25'], [1500, 2.25]],
    ['points between thousands', ['1.234,5', '2,5', '1.234.567'], [1234.5, 2.5, 1234567]],
    ['commas between thousands', ['1,234.5', '999.25', '1,234,567'], [1234.5, 999.25, 1234567]],
    ['spaces between thousands', ['1 234,5', '12', '1\u00a0234'], [1234.5, 12, 1234]],
    ['narrow spaces', ['1\u202f234,5', '1\u202f234\u202f567'], [1234.5, 1234567]],
    ['apostrophes', ["1'234.5", '1’234'], [1234.5, 1234]],
    ['lakhs', ['1,456.00', '2.25', '1,00,00,000.75'], [1456, 2.25, 10000000.75]],
    ['points', ['1.234', '2.5', '20'], [1.234, 2.5, 20]],
    ['three digits after each point', ['1.234', '2.500'], [1.234, 2.5]],
    ['text beside decimal commas', ['30,4', 'NA', '', '007'], [30.4, 'NA', '', '007']],
  ])('%s', async (_, cells, numbers) => {
    expect((await cellsOf(cells)).cells).toEqual(numbers);
  });

  it('also as the value, where leading zeros and a plus sign are no code', async () => {
    const content = table(['+04,5', '1.234,5', '7', '2,']);
    const { readings } = await replayed(content, { value: 'v' });
    expect(readings.map(({ value }) => value)).toEqual([4.5, 1234.5, 7, 2]);
  });

  it('within quotes, in a table delimited by commas', async () => {
    const { readings } = await replayed('name,v\nx,"1,234.5"\nx,"3.25"\n');
    expect(readings.map(({ data }) => data?.['v'])).toEqual([1234.5, 3.25]);
    const comma = await replayed('name,v\nx,"2,6"\nx,3\n');
    expect(comma.readings.map(({ data }) => data?.['v'])).toEqual([2.6, 3]);
  });

  it('and it is said', async () => {
    const { notes } = await cellsOf(['30,4']);
    expect(notes.join('\n')).toMatch(
      /column "v" of "numbers-\d+\.csv" is read with decimal commas: "30,4" is 30\.4/,
    );
  });

  it('in files of one name and column the same way, whichever of them shows it', async () => {
    await files.write('pool/a.csv', 'name;v\nx;1,234\n');
    await files.write('pool/b.csv', 'name;v\ny;2,5\ny;1,234\n');
    const { readings, notes } = await readAll(files, { files: 'pool/*.csv' });
    expect(readings.map(({ data }) => data?.['v'])).toEqual([1.234, 2.5, 1.234]);
    expect(notes.filter((note) => note.includes('may be'))).toEqual([]);
  });

  it('unless they contradict each other: then each file for itself', async () => {
    await files.write('each/a.csv', 'name;v\nx;1,5\n');
    await files.write('each/b.csv', 'name;v\ny;2.5\n');
    const { readings } = await readAll(files, { files: 'each/*.csv' });
    expect(readings.map(({ data }) => data?.['v'])).toEqual([1.5, 2.5]);
  });
});

describe('nothing is read in two ways', () => {
  it('a later cell that contradicts stays text, and is counted and shown', async () => {
    const many = Array.from({ length: 100_001 }, (_, at) => (at % 3 === 0 ? '20' : '30,4'));
    const { cells, counted } = await cellsOf([...many, '1.5', '1.234', '7,5', 'off']);
    expect(cells.slice(-4)).toEqual(['1.5', '1.234', 7.5, 'off']);
    expect(counted).toEqual([{ column: 'v', numbers: 100_002, others: 3, example: '1.5' }]);
  });

  it('of decimal commas and points in one column, the usual ones are read, and it is said', async () => {
    const { cells, counted, notes } = await cellsOf(['1,5', '2,5', '7,5', '1.234', '3.5', '4']);
    expect(cells).toEqual([1.5, 2.5, 7.5, '1.234', '3.5', 4]);
    expect(counted).toEqual([{ column: 'v', numbers: 4, others: 2, example: '1.234' }]);
    expect(notes.join('\n')).toContain('written in two ways: it is read with decimal commas');
  });

  it('a cell that may be two numbers stays text until it is said which', async () => {
    const { cells, counted, notes } = await cellsOf(['1,234', '20', '2,500']);
    expect(cells).toEqual(['1,234', 20, '2,500']);
    expect(counted).toEqual([{ column: 'v', numbers: 1, others: 2, example: '1,234' }]);
    expect(notes.join('\n')).toContain('"1,234" in column "v"');
    expect(notes.join('\n')).toContain('may be 1234 or 1.234');
    expect((await cellsOf(['1,234', '20'], { decimal: ',' })).cells).toEqual([1.234, 20]);
    expect((await cellsOf(['1,234', '20'], { decimal: '.' })).cells).toEqual([1234, 20]);
  });

  it('also where none of its cells is a number for sure', async () => {
    const { counted } = await cellsOf(['1,234', '2,500']);
    expect(counted).toEqual([{ column: 'v', numbers: 0, others: 2, example: '1,234' }]);
  });

  it('the other columns show what a comma is', async () => {
    const comma = await replayed('a;b\n1,234;2,5\n');
    expect(comma.readings[0]?.data).toEqual({ a: 1.234, b: 2.5 });
    const point = await replayed('a;b\n1,234;2.5\n');
    expect(point.readings[0]?.data).toEqual({ a: 1234, b: 2.5 });
  });

  it('beside decimal commas, a point before three digits may be either', async () => {
    const { readings, notes } = await replayed('a;b\n1.234;2,5\n987;1,5\n');
    expect(readings.map(({ data }) => data?.['a'])).toEqual(['1.234', 987]);
    expect(notes.join('\n')).toContain('may be 1.234 or 1234');
  });

  it.each([
    ['lists', ['1,2', '1,2,3', '3']],
    ['dates', ['2020.01.05', '1,5', '2020.01.06']],
    ['addresses', ['10.0.0.1', '10.0.0.2']],
  ])('%s stay text', async (_, cells) => {
    const read = (await cellsOf(cells)).cells;
    expect(read.filter((cell) => typeof cell === 'number' && cell !== 3)).toEqual([]);
  });

  it('a setting for the whole replay says which sign it is', async () => {
    const { readings } = await replayed('a;b\n1.234;2,5\n1 234,5;1.5\n', { decimal: ',' });
    expect(readings.map(({ data }) => data)).toEqual([
      { a: 1234, b: 2.5 },
      { a: 1234.5, b: '1.5' },
    ]);
  });
});

describe('cells are counted', () => {
  it('per column: numbers, others and one of these; empty ones, the sensor and the time are not', async () => {
    const content = 'id,at,v,w\n1,2020-01-01,5,1\nx,2020-01-02,NA,2\ny,2020-01-03,,3\nz,bad,NA,4\n';
    const { source } = await replayed(content, { sensor: 'id', time: 'at', value: 'v' });
    expect(source.cells).toEqual([{ column: 'v', numbers: 1, others: 1, example: 'NA' }]);
  });

  it('a value that is never a number is told, other text is not', async () => {
    const content = 'name,v\nx,5 °C\ny,6 °C\n';
    const { source } = await replayed(content, { value: 'v' });
    expect(source.cells).toEqual([{ column: 'v', numbers: 0, others: 2, example: '5 °C' }]);
  });

  it('in JSON too', async () => {
    const lines = ['{"v":1,"w":"a"}', '{"v":"off","w":"b"}', '{"v":null}', '{"v":true}'].join('\n');
    const { source } = await replayed(lines, {}, 'ndjson');
    expect(source.cells).toEqual([{ column: 'v', numbers: 1, others: 2, example: 'off' }]);
  });

  it('over all files, and once where they are replayed again', async () => {
    await files.write('loop/a.csv', 'name,v\nx,1\nx,NA\n');
    await files.write('loop/b.csv', 'name,v\ny,2\ny,off\n');
    const looped = { files: 'loop/*.csv', loop: true };
    const { source } = await readAll(files, looped, { most: 11 });
    expect(source.cells).toEqual([{ column: 'v', numbers: 2, others: 2, example: 'NA' }]);
  });

  it('a producer that goes on counts from the first row, also those that it sent before', async () => {
    await files.write('again.csv', 'name,v\nx,NA\nx,1\nx,off\nx,2\n');
    const { source } = await open(files, { files: 'again.csv' }, { skip: 3 });
    await source.next(10);
    await source.close();
    expect(source.cells).toEqual([{ column: 'v', numbers: 2, others: 2, example: 'NA' }]);
  });

  it('of very many columns only some, and of long texts the beginning', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `${'c'.repeat(100)}${at}`);
    const row = names.map(() => '1').join(',');
    const bad = names.map((_, at) => (at === 77 ? 'x'.repeat(500) : 'NA')).join(',');
    const odd = names.map((_, at) => (at === 77 ? 'y' : '1')).join(',');
    const { source } = await replayed([names.join(','), row, bad, odd].join('\n'));
    expect(source.cells).toHaveLength(10);
    expect(source.cells[0]).toMatchObject({ numbers: 1, others: 2 });
    expect(JSON.stringify(source.cells).length).toBeLessThan(2_000);
  });
});

it('digits that a number cannot hold stay text, fractions too, in tables and in JSON', async () => {
  const digits = ['20180530143000.167', '9007199254740993', '1e-400', '0.5'];
  const csv = await replayed(`v\n${digits.join('\n')}\n`);
  const json = await replayed(digits.map((one) => `{"v":${one}}`).join('\n'), {}, 'ndjson');
  const expected = ['20180530143000.167', '9007199254740993', '1e-400', 0.5];
  expect(csv.readings.map(({ data }) => data?.['v'])).toEqual(expected);
  expect(json.readings.map(({ data }) => data?.['v'])).toEqual(expected);
  const comma = await cellsOf(['20180530143000,167', '2,5']);
  expect(comma.cells).toEqual(['20180530143000,167', 2.5]);
});

describe('cells are trimmed in one way', () => {
  it('sensor, time, value and all others', async () => {
    const content =
      'id , at , v , w\n  a ,  2020-01-01 , 5 ,  text \n"  a " ,2020-01-02,"6 ","  text"\n';
    const { readings } = await replayed(content, { sensor: 'id', time: 'at', value: 'v' });
    expect(readings.map(({ sensor, value, data }) => [sensor, value, data?.['w']])).toEqual([
      ['a', 5, 'text'],
      ['a', 6, 'text'],
    ]);
  });

  it('a byte order mark is no character, wherever it stands', async () => {
    const content = '\ufeff\ufeff"id";v\na;1\n\ufeff"b";\ufeff2\n';
    const { readings } = await replayed(content, { sensor: 'id', value: 'v' });
    expect(readings.map(({ sensor, value }) => [sensor, value])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    const lines = await replayed(
      '\ufeff{"id":"a"}\n\ufeff{"id":"b"}\n',
      { sensor: 'id' },
      'ndjson',
    );
    expect(lines.readings.map(({ sensor }) => sensor)).toEqual(['a', 'b']);
    const array = await replayed('\ufeff\ufeff[{"id":"a"}]', { sensor: 'id' }, 'json');
    expect(array.readings.map(({ sensor }) => sensor)).toEqual(['a']);
  });

  it('nor in the second file of a glob', async () => {
    await files.write('marks/a.csv', '\ufeffid,v\na,1\n');
    await files.write('marks/b.csv', Buffer.from('\ufeff\ufeffid,v\nb,2\n', 'utf16le'));
    const { readings } = await readAll(files, { files: 'marks/*', sensor: 'id', value: 'v' });
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'b']);
  });
});

it('NaN and Infinity in JSON are text without a value, as in a table, which is said once', async () => {
  const lines = '{"v":NaN,"s":"NaN"}\n{"v":-Infinity}\n{"v":2}\n{"v":nan}\n';
  const { readings, notes, badRows, source } = await replayed(lines, { value: 'v' }, 'ndjson');
  expect(readings.map(({ value, data }) => [value, data?.['v']])).toEqual([
    [undefined, 'NaN'],
    [undefined, '-Infinity'],
    [2, 2],
  ]);
  expect(badRows).toHaveLength(1);
  expect(notes.filter((note) => note.includes('NaN or Infinity'))).toHaveLength(1);
  expect(source.cells).toEqual([{ column: 'v', numbers: 1, others: 2, example: 'NaN' }]);
});

it.each([
  ['in a flat object', '{"a":1,"a":2}', true],
  ['with spaces', '{ "a" : 1 , "a" : 2 }', true],
  ['deep within', '{"b":{"c":[{"a":1,"a":2}]}}', true],
  ['written in two ways', '{"a":1,"\\u0061":2}', true],
  ['in two objects', '{"a":1,"b":{"a":2}}', false],
  ['in a string', '{"a":"\\"a\\":1"}', false],
])('a name that an object has twice is told: %s', async (_, line, isTold) => {
  const { notes } = await replayed(`{"x":1}\n${line}\n`, {}, 'ndjson');
  expect(notes.some((note) => /line 2 has "a" twice/.test(note))).toBe(isTold);
});

it('a file that is newest first is warned of', async () => {
  await files.write('newest.csv', 'at,v\n2020-01-03,1\n2020-01-02,2\n');
  const warned: string[] = [];
  const onNote = (text: string, isWarning = false) => {
    if (isWarning) warned.push(text);
  };
  await readAll(files, { files: 'newest.csv', time: 'at' }, { onNote });
  expect(warned.join('\n')).toContain('not in the order of their time');
});

describe('a column of whole numbers beside decimal commas', () => {
  const head = Array.from({ length: 150_000 }, (_, at) => `${at % 40},5;${at % 900}`);

  it('is not read with points where such cells come late', async () => {
    const rows = ['temp;count', ...head, '3,5;1.234', '3,5;2,5'];
    const { readings, source } = await replayed(rows.join('\n'));
    expect(readings.slice(-2).map(({ data }) => data?.['count'])).toEqual(['1.234', 2.5]);
    expect(source.cells).toEqual([
      { column: 'count', numbers: 150_001, others: 1, example: '1.234' },
    ]);
  });

  it('while one with decimal points is', async () => {
    const { readings } = await replayed('temp;lat\n1,5;52.52\n2,5;13\n');
    expect(readings.map(({ data }) => data?.['lat'])).toEqual([52.52, 13]);
  });
});

it('thousands in lakhs are read with decimal points that the user asks for', async () => {
  const { readings } = await replayed('v;w\n1,23,456;1\n2,456;2\n', { decimal: '.' });
  expect(readings.map(({ data }) => data?.['v'])).toEqual([123456, 2456]);
});

describe('a column of numbers with something beside them', () => {
  it.each([
    ['0.5%', '12 %'],
    ['1 234,50 €', '2,5 €'],
    ['$1,234.50', '$2'],
    ['Rs. 500', 'Rs. 1,00,000'],
    ['12 kg', '1.5 kg'],
    ['3.5 m/s', '4 m/s'],
    ['21°C', '-2.5 °C'],
    ['\u22121.2', '\u22122'],
    ['1.200,50-', '3,00-'],
    ['(1.20)', '(3.40)'],
  ])('is warned of, and counted and shown: %s', async (...cells) => {
    for (const fields of [{}, { decimal: '.' }]) {
      const { notes, counted } = await cellsOf([...cells, ''], fields);
      expect(notes.filter((note) => note.includes('something beside'))).toHaveLength(1);
      const [example] = cells;
      expect(counted).toEqual([{ column: 'v', numbers: 0, others: 2, example }]);
    }
  });

  it.each([
    ['A12', 'B13'],
    ['2nd', '3rd'],
    ['12 March', '13 March'],
    ['10.0.0.1', '10.0.0.2'],
    ['KLM 12', 'KLM 13'],
    ['10:30', '11:30'],
    ['8 AM', '9 AM'],
  ])('is not one of names or times: %s', async (...cells) => {
    const { notes, counted } = await cellsOf(cells);
    expect(notes.join('\n')).not.toContain('something beside');
    expect(counted).toEqual([]);
  });
});

it('a value too small for a number is none, and is counted', async () => {
  const { readings, source } = await replayed('v\n1e-400\n0.0\n2\n', { value: 'v' });
  expect(readings.map(({ value }) => value)).toEqual([undefined, 0, 2]);
  expect(source.cells).toEqual([{ column: 'v', numbers: 2, others: 1, example: '1e-400' }]);
});
