/** Tables whose header stands elsewhere, with comments, units, a delimiter too many, or without any header. */
import { describe, expect, it } from 'vitest';
import { readAll, refusal, useFiles } from './useFiles.ts';

const files = useFiles();

const toa5 = `"TOA5","CR1000_A","CR1000","1234","CR1000.Std.32","CPU:prog.CR1","4711","Hourly"
"TIMESTAMP","RECORD","AirTC","RH"
"TS","RN","Deg C","%"
"","","Smp","Smp"
"2026-06-22 09:00:00",1,24.5,55.2
"2026-06-22 09:15:00",2,25.1,53.8
`;
const usgs = `# Data provided for site 00000001
#  Discharge, "cubic feet per second
#
agency_cd\tsite_no\tdatetime\ttz_cd\t7_00060\t7_00060_cd
5s\t15s\t20d\t6s\t14n\t10s
XX\t00000001\t2024-11-03 01:45\tEDT\t1234.5\tA
XX\t00000001\t2024-11-03 01:00\tEST\t1235.0\tA
`;
const influx = `#group,false,false,false,false,true,true
#datatype,string,long,dateTime:RFC3339,double,string,string
#default,_result,,,,,
,result,table,_time,_value,_field,sensor_id
,,0,2022-06-29T12:49:32Z,75.9,temperature,A1
,,0,2022-06-29T12:49:42Z,75.8,temperature,A1

#group,false,false,true,false,false,true
#datatype,string,long,string,dateTime:RFC3339,double,string
#default,_result,,,,,
,result,table,location,_time,_value,_field
,,1,creek,2022-06-28T21:05:24Z,7,pH
`;

/** The settings that an error's hint proposes. */
function proposed(hint = ''): object {
  const fields = hint.matchAll(/(\w+): (?:'([^']*)'|(\d+))/g);
  return Object.fromEntries(
    [...fields].map(([, name = '', text, count]) => [name, text ?? Number(count)]),
  );
}

describe('what the refusal proposes reads the file', () => {
  it.each<[string, string, object, unknown[]]>([
    ['toa5.csv', toa5, { time: 'TIMESTAMP', value: 'RH' }, [55.2, 53.8]],
    ['usgs.tsv', usgs, { time: 'datetime', value: '7_00060' }, [1235, 1234.5]],
    ['influx.csv', influx, { time: '_time', value: '_value' }, [7, 75.9, 75.8]],
    ['title.csv', 'Station 7\n\nid;v\na;1\nb;2\n', { sensor: 'id', value: 'v' }, [1, 2]],
  ])('%s', async (name, content, columns, values) => {
    await files.write(name, content);
    for (const named of [{}, columns]) {
      const { hint, message } = await refusal(files, { files: name, ...named });
      expect(message).toContain('header');
      const { readings, badRows } = await readAll(files, {
        files: name,
        ...columns,
        ...proposed(hint),
      });
      expect(readings.map(({ value }) => value).sort()).toEqual([...values].sort());
      expect(badRows).toEqual([]);
    }
  });
});

it('the tables of an annotated file have a header each', async () => {
  await files.write('two.csv', influx);
  const { readings } = await readAll(files, { files: 'two.csv', time: '_time', comment: '#' });
  const creek = readings.find(({ data }) => data?.['location'] === 'creek');
  expect(creek?.data).toMatchObject({ _value: 7, _field: 'pH' });
});

it('rows of a later table that lacks a named column are bad', async () => {
  await files.write('lacks.csv', influx);
  const fields = { files: 'lacks.csv', sensor: 'sensor_id', time: '_time', comment: '#' };
  const { readings, badRows } = await readAll(files, fields);
  expect(readings.map(({ sensor }) => sensor)).toEqual(['A1', 'A1']);
  expect(badRows.map(({ line, reason }) => [line, reason])).toEqual([
    [12, 'its header, line 11, lacks columns that are named'],
  ]);
});

it('comments may stand anywhere, quotes in them need not be closed', async () => {
  await files.write('comments.csv', '// "a\nid,v\n// b,"c\na,1\n//\nb,2\n');
  const fields = { files: 'comments.csv', comment: '//', sensor: 'id', value: 'v' };
  for (const blockBytes of [1, 2, 7, 1_000]) {
    const { readings, badRows } = await readAll(files, fields, { blockBytes });
    expect(readings.map(({ sensor, value }) => [sensor, value])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(badRows).toEqual([]);
  }
});

it('a header that begins with a sign of comments is still a header', async () => {
  await files.write('hash.csv', '#time,temp\n2020-01-01,1\n');
  const { readings } = await readAll(files, { files: 'hash.csv', time: '#time' });
  expect(readings[0]?.data).toEqual({ '#time': '2020-01-01', temp: 1 });
  expect((await readAll(files, { files: 'hash.csv' })).readings).toHaveLength(1);
});

describe('told', () => {
  async function warnings(name: string, content: string, fields: object = {}) {
    await files.write(name, content);
    const warned: string[] = [];
    const onNote = (text: string, isWarning = false) => {
      if (isWarning) warned.push(text);
    };
    await readAll(files, { files: name, ...fields }, { onNote });
    return warned;
  }

  it('a row of units', async () => {
    const [first] = await warnings('units.csv', 'id,t\n,Cel\na,1.5\nb,2\n');
    expect(first).toContain('line 2 looks like units');
    expect(first).toContain('unitLines: 1');
    expect(await warnings('units.csv', 'id,t\n,Cel\na,1.5\nb,2\n', { unitLines: 1 })).toEqual([]);
  });

  it.each([
    ['comma.csv', '2004-03-31,1,122.153\n2004-04-01,2,3.5\n', '3 names'],
    ['spaces.txt', '2004-03-31 03:38:15.75 2 1\n2004-03-31 03:38:45.75 3 1\n', '4 names'],
    ['single.csv', '2004-03-31;1\n', '2 names'],
  ])('a table without a header: %s', async (name, content, names) => {
    const [first] = await warnings(name, content).catch(async () => [
      (await refusal(files, { files: name })).message,
    ]);
    expect(first).toMatch(/looks like a row|only a header/);
    if (first?.includes('looks like a row') === true) expect(first).toContain(names);
  });

  it.each([
    ['years.csv', 'country,1990,1991,1992\nFrance,1.5,2,3\n'],
    ['plain.csv', 'id,at,v\na,2020-01-01,NA\nb,2020-01-02,1\n'],
    ['text.csv', 'name,note\na,b\nc,d\n'],
    ['place.csv', 'lat,lon\n1.5,2.5\n'],
  ])('nothing of %s', async (name, content) => {
    expect(await warnings(name, content)).toEqual([]);
  });
});

describe('a delimiter too many', () => {
  it.each([
    ['after each row', '"when";"T"\n"2021";"9.8";\n"2022";"13.1";\n'],
    ['after some rows, several', 'when;T\n2021;9.8;;;\n2022;13.1\n'],
  ])('%s is left out, which is said once', async (what, content) => {
    await files.write('many.csv', content);
    const { readings, badRows, notes } = await readAll(files, { files: 'many.csv' });
    expect(readings.map(({ data }) => data)).toEqual([
      { when: 2021, T: 9.8 },
      { when: 2022, T: 13.1 },
    ]);
    expect(badRows).toEqual([]);
    expect(notes.filter((note) => note.includes('a delimiter too many'))).toHaveLength(1);
  });

  it('after the header alone', async () => {
    await files.write('header.csv', 'when;T;\n2021;9.8\n');
    const { readings, badRows } = await readAll(files, { files: 'header.csv' });
    expect(readings[0]?.data).toEqual({ when: 2021, T: 9.8, column_3: '' });
    expect(badRows).toEqual([]);
  });

  it('what stands after it is not dropped: the row is bad', async () => {
    await files.write('more.csv', 'when;T\n2021;9.8;x\n2022;1\n');
    const { badRows } = await readAll(files, { files: 'more.csv' });
    expect(badRows.map(({ reason }) => reason)).toEqual(['3 cells where the header has 2']);
  });
});

it('the header once more, as files have it that were put together, is a bad row', async () => {
  await files.write('twice.csv', '\ufeffid,v\na,1\n\ufeffid,v\nb,2\n');
  const { readings, badRows } = await readAll(files, { files: 'twice.csv', sensor: 'id' });
  expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'b']);
  expect(badRows).toMatchObject([{ line: 3, reason: 'it is the header once more' }]);
});

describe('records within a JSON document', () => {
  const rows = '[{"t":"2022-10-03T16:00:00Z","v":10},{"t":"2022-10-03T17:00:00Z","v":11}]';

  it.each([
    ['one line', `{"results":${rows}}`, 'results'],
    ['over several lines', `{\n "meta": {"n": [1, 2]},\n "results": ${rows}\n}\n`, 'results'],
    ['deeper', `{"a":"x","data":{"items":${rows},"b":[{"t":"no"}]},"c":[{}]}`, 'data.items'],
  ])('%s: refused, and read by the name that is proposed', async (what, content, path) => {
    await files.write('wrapped.json', content);
    const { hint } = await refusal(files, { files: 'wrapped.json' });
    expect(proposed(hint)).toEqual({ records: path });
    for (const blockBytes of [1, 5, 1_000]) {
      const fields = { files: 'wrapped.json', records: path, time: 't', value: 'v' };
      const { readings, badRows } = await readAll(files, fields, { blockBytes });
      expect(readings.map(({ value }) => value)).toEqual([10, 11]);
      expect(badRows).toEqual([]);
    }
  });

  it('a list that is not there', async () => {
    await files.write('other.json', `{"results":${rows}}`);
    const error = await refusal(files, { files: 'other.json', records: 'result' });
    expect(error.message).toBe('"other.json" has no list "result" (records)');
    expect(proposed(error.hint)).toEqual({ records: 'results' });
  });

  it('bad rows are told with their line', async () => {
    await files.write('bad.json', '{\n"results": [\n{"t":"2022-10-03"},\n{"t":"never"}\n]}\n');
    const { badRows } = await readAll(files, { files: 'bad.json', records: 'results', time: 't' });
    expect(badRows.map(({ line }) => line)).toEqual([4]);
  });

  it('an object a line stays one reading each, whatever lists it holds', async () => {
    await files.write('lines.json', '{"a":1,"l":[{"b":1}]}\n{"a":2,"l":[{"b":2}]}\n');
    expect((await readAll(files, { files: 'lines.json' })).readings).toHaveLength(2);
    await files.write('one.json', '{"t":"2022-10-03","l":[{"b":1}]}\n');
    expect((await readAll(files, { files: 'one.json', time: 't' })).readings).toHaveLength(1);
  });
});

it.each([
  ['a.csv', 'id,v\na,1\n', { records: 'results' }, 'records is for JSON'],
  ['a.json', '[{"v":1}]', { skipLines: 1 }, 'skipLines is for tables'],
  ['a.json', '[{"v":1}]', { decimal: ',' }, 'decimal is for tables'],
])('a setting that has no effect is refused: %s', async (name, content, fields, message) => {
  await files.write(`useless/${name}`, content);
  const error = await refusal(files, { files: `useless/${name}`, ...fields });
  expect(error.message).toContain(message);
  expect(error.hint).toContain('remove');
});

const wider = `#group,false,false,true,false,true
#datatype,string,long,dateTime:RFC3339,double,string
#default,_result,,,,
,result,table,_time,_value,room
,,0,2022-06-29T12:49:32Z,75.9,k

#group,false,false,true,false,true,true
#datatype,string,long,dateTime:RFC3339,double,string,string
#default,_result,,,,,
,result,table,_time,_value,room,floor
,,1,2022-06-29T12:50:32Z,7,k,1
,,1,2022-06-29T12:51:32Z,8,k,1
`;

it.each([{}, { time: '_time', value: 'floor' }])(
  'no table of an annotated file is left out, though a later one is wider',
  async (columns) => {
    await files.write('wider.csv', wider);
    const { hint } = await refusal(files, { files: 'wider.csv', ...columns });
    expect(proposed(hint)).toEqual({ comment: '#' });
    const { readings } = await readAll(files, { files: 'wider.csv', ...proposed(hint) });
    expect(readings.map(({ data }) => data?.['_value'])).toEqual([75.9, 7, 8]);
  },
);

it('rows above a header that changes within the file are no preamble', async () => {
  const content =
    't,a,b\n2021-01-01,1,2\n2021-01-02,2,3\nt,a,b,c\n2021-01-04,1,2,3\n2021-01-05,1,2,3\n';
  await files.write('changes.csv', content);
  const { readings, badRows } = await readAll(files, { files: 'changes.csv', time: 't' });
  expect(readings).toHaveLength(2);
  expect(badRows.map(({ line }) => line)).toEqual([4, 5, 6]);
});

it('a table of one row above the header is a preamble', async () => {
  await files.write(
    'place.csv',
    'lat,lon,zone\n52.5,13.4,GMT\n\ntime,v\n2020-01-01,1\n2020-01-02,2\n',
  );
  expect((await refusal(files, { files: 'place.csv' })).hint).toContain('skipLines: 3');
});

it('the delimiter is the one by which rows fit the header, whatever is in its names', async () => {
  await files.write(
    'names.csv',
    'Tag;Temperatur, Luft;Feuchte, rel., %\nMo;1,5;41,1\nDi;2,5;42,1\n',
  );
  const { readings } = await readAll(files, { files: 'names.csv' });
  expect(readings[0]?.data).toEqual({
    Tag: 'Mo',
    'Temperatur, Luft': 1.5,
    'Feuchte, rel., %': 41.1,
  });
});

it('a table without a header is told of also where its cells are named as columns', async () => {
  await files.write('headless.csv', 'X1,20200101,TMAX,101\nX1,20200102,TMAX,102\n');
  const { notes } = await readAll(files, { files: 'headless.csv', value: '101' });
  expect(notes.join('\n')).toContain('write a line with 4 names above it');
});

it('columns set apart by spaces are told of', async () => {
  await files.write('spaced.txt', '#YY MM DD hh  WDIR\n2020 01 01 00  210\n2020 01 01 01  220\n');
  const { notes } = await readAll(files, { files: 'spaced.txt' });
  expect(notes.join('\n')).toContain('has 5 words in each line: replace the spaces');
  await files.write('text.txt', 'message\nall is well here\nstill is well\n');
  expect((await readAll(files, { files: 'text.txt' })).notes.join('\n')).not.toContain('words');
});

it.each([
  ['t,v\n1,2020-01-01,0.5\n2,2020-01-02,1.5\n', 'a name for the first column'],
  ['t,v\n1,2,3,4\n1,2,3,4\n', 'as many cells as the header has names'],
  ['"t" "v"\n"1" 2\n', 'replace another sign'],
])('the hint says what is wrong with all rows: %j', async (content, hint) => {
  await files.write('hint.csv', content);
  expect((await refusal(files, { files: 'hint.csv' })).hint).toContain(hint);
});

it('a list of lists is refused with what makes one list of it', async () => {
  await files.write('lists.json', '[[{"a":1}],[{"a":2}]]');
  expect((await refusal(files, { files: 'lists.json' })).hint).toContain('jq flatten');
});

it('rows that another delimiter happens to fit are read by the one that the header fits', async () => {
  await files.write('chance.csv', 'Ort;Menge\nBern;5,5 kg\nGenf;6,5 kg\nBasel;7,5 kg\n');
  const { readings } = await readAll(files, { files: 'chance.csv', sensor: 'Ort' });
  expect(readings.map(({ sensor }) => sensor)).toEqual(['Bern', 'Genf', 'Basel']);
  await files.write('unnamed.csv', 'Ort;Menge\nBern;5,5 kg\nGenf;6,5 kg\nBasel;7,5 kg\n');
  expect((await readAll(files, { files: 'unnamed.csv' })).readings).toHaveLength(3);
});
