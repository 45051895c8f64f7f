/** Every file that people bring by mistake: a clear refusal, or a bad row with its file and line. */
import { describe, expect, it } from 'vitest';
import { renderError } from '../../../chain/errors.ts';
import { readAll, refusal, useFiles } from './useFiles.ts';

const files = useFiles();
const named = { sensor: 'id', time: 'at', value: 'v' };

async function refused(name: string, content: string | Buffer, fields: object = named) {
  await files.write(name, content);
  const error = await refusal(files, { files: name, ...fields });
  expect(error).toMatchObject({
    code: 'COURANT_REPLAY_INVALID',
    left: 'nothing was sent',
    exitCode: 2,
  });
  expect(error.hint).toBeTruthy();
  expect(error.message).toMatch(/^\S.*[^.]$/);
  return renderError(error).split('\n');
}

async function replayed(name: string, content: string | Buffer, fields: object = named) {
  await files.write(name, content);
  return readAll(files, { files: name, ...fields });
}

const rows = 'id,at,v\na,2010-01-01,1\nb,2010-01-02,2\n';

describe('refused before anything is sent', () => {
  it.each<[what: string, content: string | Buffer, lines: string[]]>([
    [
      'empty',
      '',
      ['error COURANT_REPLAY_INVALID: there is nothing to replay: "FILE" has nothing in it'],
    ],
    [
      'only blank lines',
      ' \n\n',
      ['error COURANT_REPLAY_INVALID: there is nothing to replay: "FILE" has nothing in it'],
    ],
    [
      'only a byte order mark',
      '\ufeff',
      ['error COURANT_REPLAY_INVALID: there is nothing to replay: "FILE" has nothing in it'],
    ],
    [
      'only a header',
      'id,at,v\n',
      ['error COURANT_REPLAY_INVALID: there is nothing to replay: "FILE" has only a header in it'],
    ],
    [
      'a binary',
      Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7) % 256)),
      ['error COURANT_REPLAY_INVALID: "FILE" is a binary file, not text'],
    ],
    [
      'a zip',
      Buffer.from('PK\u0003\u0004abc'),
      ['error COURANT_REPLAY_INVALID: "FILE" is a zip archive or a spreadsheet, not text'],
    ],
    [
      'gzip',
      Buffer.from([0x1f, 0x8b, 8, 0, 0]),
      ['error COURANT_REPLAY_INVALID: "FILE" is packed by gzip, not text'],
    ],
    [
      'Latin-1',
      Buffer.from('id,at,v\nKöln,2010-01-01,1\n', 'latin1'),
      [
        'error COURANT_REPLAY_INVALID: "FILE" is no text in UTF-8: see byte 9',
        '  it may be Latin-1, as spreadsheets on Windows write it',
        '  nothing was sent',
        "  → iconv -f WINDOWS-1252 -t UTF-8 'FILE' > utf8.tmp && mv utf8.tmp 'FILE'",
      ],
    ],
    [
      'UTF-16 without its mark',
      Buffer.from(rows, 'utf16le'),
      ['error COURANT_REPLAY_INVALID: "FILE" seems to be UTF-16LE, without the mark that says so'],
    ],
    [
      'a missing column',
      'id,time,v\na,2010-01-01,1\n',
      [
        'error COURANT_REPLAY_INVALID: "FILE" has no column "at" (time)',
        '  its columns are "id", "time", "v"',
      ],
    ],
    [
      'a misspelt column',
      'id,aat,v\na,2010-01-01,1\n',
      [
        'error COURANT_REPLAY_INVALID: "FILE" has no column "at" (time)',
        '  its columns are "id", "aat", "v"',
        '  nothing was sent',
        '  → did you mean "aat"? set generator.source.time',
      ],
    ],
    [
      'no time that can be read',
      'id,at,v\na,yesterday,1\nb,today,2\n',
      [
        'error COURANT_REPLAY_INVALID: there is nothing to replay: all 2 rows of "FILE" are bad',
        '  "FILE" line 2: "yesterday" is no ISO 8601 time',
        '  "FILE" line 3: "today" is no ISO 8601 time',
        '  nothing was sent',
        '  → check the columns named in generator.source, and timeFormat',
      ],
    ],
  ])('%s', async (what, content, lines) => {
    const name = `${what.replaceAll(' ', '-')}.csv`;
    const shown = await refused(name, content);
    expect(shown.slice(0, lines.length)).toEqual(
      lines.map((line) => line.replaceAll('FILE', name)),
    );
  });

  it('a JSON file that is one object over several lines', async () => {
    const lines = await refused('geo.json', '{\n  "features": [\n    {"id": "a"}\n  ]\n}\n', {});
    expect(lines).toEqual([
      'error COURANT_REPLAY_INVALID: "geo.json" is one object over several lines, no array of objects',
      '  it holds a list of objects, "features"',
      '  nothing was sent',
      `  → write records: 'features' in generator.source (generate: --records "features")`,
    ]);
  });

  it('a JSON file that is something else', async () => {
    const [first] = await refused('text.json', '"hello"', {});
    expect(first).toContain('begins with "\\"", no array of objects');
  });

  it('a type for a column that no file has', async () => {
    await files.write('typed/a.csv', rows);
    await files.write('typed/b.csv', 'id,at,v,depth\na,2010-01-01,1,2\n');
    const source = { files: 'typed', ...named };
    const schema = { depth: 'double', dephts: 'double', v: 'double' };
    const error = await refusal(files, { ...source, schema });
    expect(error.message).toBe('"typed" has no column "dephts" (schema)');
    expect(error.hint).toBe('did you mean "depth"? set generator.source.schema');
    const { depth, v } = schema;
    const taken = await readAll(files, { ...source, schema: { depth, v } });
    expect(taken.readings).toHaveLength(3);
  });

  it('all that is wrong with several files at once', async () => {
    await files.write('many/a.csv', 'x\n1\n');
    await files.write('many/b.csv', Buffer.from([0x1f, 0x8b, 8]));
    await files.write('many/c.csv', rows);
    const error = await refusal(files, { files: 'many', ...named });
    expect(error.message).toBe('2 files cannot be replayed');
    expect(error.details.join('\n')).toContain('"many/a.csv" has no column "id" (sensor)');
    expect(error.details.join('\n')).toContain('"many/b.csv" is packed by gzip');
  });
});

describe('bad rows are told with file and line, counted and left out', () => {
  it('ragged rows, unreadable times, no sensor', async () => {
    const content =
      'id,at,v\na,2010-01-01,1\nb,2010-01-02\nc,2010-01-03,3,4\nd,NA,4\n ,2010-01-05,5\nf,,6\ng,2010-01-07,7';
    const { readings, badRows, source } = await replayed('mixed.csv', content);
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'g']);
    expect(badRows).toEqual([
      { file: 'mixed.csv', line: 3, reason: '2 cells where the header has 3' },
      { file: 'mixed.csv', line: 4, reason: '4 cells where the header has 3' },
      { file: 'mixed.csv', line: 5, reason: '"NA" is no ISO 8601 time' },
      { file: 'mixed.csv', line: 6, reason: 'there is no sensor in column "id"' },
      { file: 'mixed.csv', line: 7, reason: 'there is no time in column "at"' },
    ]);
    expect(source.badRows).toBe(5);
  });

  it('an unclosed quote costs one row', async () => {
    const { readings, badRows } = await replayed(
      'quote.csv',
      'id,at,v\na,2010-01-01,1\n"b,2010-01-02,2\nc,2010-01-03,3\n',
    );
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'c']);
    expect(badRows).toEqual([
      { file: 'quote.csv', line: 3, reason: 'a quote is opened and never closed' },
    ]);
  });

  it.each(['', '"'])('a cell of 10 MiB costs one row (%j around it)', async (quote) => {
    const cell = `${quote}${'x'.repeat(10 * 2 ** 20)}${quote}`;
    const { readings, badRows } = await replayed(
      'large.csv',
      `id,at,v\na,2010-01-01,1\nb,2010-01-02,${cell}\nc,2010-01-03,3\n`,
    );
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'c']);
    expect(badRows).toEqual([
      {
        file: 'large.csv',
        line: 3,
        reason: expect.stringContaining('longer than 1 MiB') as string,
      },
    ]);
  });

  it.each(['ndjson', 'json'])('a text of 10 MiB in %s costs one row', async (kind) => {
    const objects = ['a', 'b', 'c'].map((id) =>
      JSON.stringify({ id, at: '2010-01-01', text: id === 'b' ? 'x'.repeat(10 * 2 ** 20) : '' }),
    );
    const content = kind === 'ndjson' ? objects.join('\n') : `[${objects.join(',\n')}]`;
    const { readings, badRows } = await replayed(`large.${kind}`, content, {
      sensor: 'id',
      time: 'at',
    });
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', 'c']);
    expect(badRows.map(({ line }) => line)).toEqual([2]);
  });

  it('a row whose JSON is more than a broker takes', async () => {
    const cell = '\u001b'.repeat(200_000); // six bytes each in JSON
    const { readings, badRows } = await replayed(
      'escaped.csv',
      `id,at,v\na,2010-01-01,${cell}\nb,2010-01-02,2\n`,
    );
    expect(readings.map(({ sensor }) => sensor)).toEqual(['b']);
    expect(badRows[0]?.reason).toMatch(
      /^as a reading the row has 12\d{5} bytes, more than the 1000000/,
    );
  });

  it('a sensor that counts twice, as it is the key, too', async () => {
    const sensor = 'x'.repeat(600_000);
    const { readings, badRows } = await replayed(
      'sensor.csv',
      `id,at,v\n${sensor},2010-01-01,1\nb,2010-01-02,2\n`,
    );
    expect(readings.map((reading) => reading.sensor)).toEqual(['b']);
    expect(badRows[0]?.reason).toContain('more than the 1000000 that a broker takes');
  });

  it('objects that lack the sensor or the time', async () => {
    const content =
      '{"id":"a","at":"2010-01-01"}\n{"id":"b"}\n{"at":"2010-01-03"}\n{"id":{},"at":"2010-01-04"}\n{"id":5,"at":"2010-01-05"}\n';
    const { readings, badRows } = await replayed('some.ndjson', content, {
      sensor: 'id',
      time: 'at',
    });
    expect(readings.map(({ sensor }) => sensor)).toEqual(['a', '5']);
    expect(badRows.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'there is no time in column "at"'],
      [3, 'there is no sensor in column "id"'],
      [4, 'there is no sensor in column "id"'],
    ]);
  });
});
