import { execa } from 'execa';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { courant, makeFolder, root } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.dispose());

const read = (path: string): Promise<string> => readFile(join(folder.path, path), 'utf8');

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), content);
  }
}

/** The lines of the new chain's source, without what is the same in all of them. */
async function sourceFrom(from: string): Promise<string[]> {
  const { code, stderr } = await courant({ cwd: folder.path }, 'init', 'chain', '--from', from);
  expect(stderr).toContain('next:');
  expect(code).toBe(0);
  const [, source = ''] =
    /source: \{\n(.*?)\n {4}\},/s.exec(await read('chain/chain.config.ts')) ?? [];
  const lines = source.split('\n').map((line) => line.trim());
  return lines.filter((line) => !/^(type|speed|\/\/ (sensor|value|1 is)\b)/.test(line));
}

/** Readings of the new chain. */
async function readings(): Promise<Record<string, unknown>[]> {
  const chain = join(folder.path, 'chain');
  const { code, stdout } = await courant({ cwd: chain }, 'generate', '--stdout', '--sample', '20');
  expect(code).toBe(0);
  return stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a new chain has what it needs, and its definition and queries have no problem', async () => {
  const { code, stdout } = await courant({ cwd: folder.path }, 'init', 'my-chain');
  expect(code).toBe(0);
  expect(stdout).toContain('my-chain/chain.config.ts');
  expect((await readdir(join(folder.path, 'my-chain'))).sort()).toEqual(
    ['.gitignore', 'README.md', 'chain.config.ts', 'package.json', 'queries'].sort(),
  );
  const manifest = JSON.parse(await read('my-chain/package.json')) as object;
  expect(manifest).toMatchObject({ dependencies: { courant: `file:${root.replace(/\/$/, '')}` } });
  const { stdout: found } = await courant(
    { cwd: join(folder.path, 'my-chain') },
    'doctor',
    '-o',
    'json',
  );
  expect(JSON.parse(found)).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ id: 'definition', ok: true, found: 'chain.config.ts, 1 query' }),
    ]) as unknown,
  });
});

test("a chain of one's own file names the columns that it guessed", async () => {
  const file = createRequire(import.meta.url).resolve('vega-datasets/data/sf-temps.csv');
  const { code } = await courant({ cwd: folder.path }, 'init', 'temps', '--from', file);
  expect(code).toBe(0);
  const config = await read('temps/chain.config.ts');
  expect(config).toContain("files: 'data/sf-temps.csv'");
  expect(config).toContain("time: 'date'");
  expect(config).toContain("value: 'temp'");
  expect(await read('temps/queries/sensor_stats.sql')).toContain("window(event_time, '1 day')");
  expect(await read('temps/data/sf-temps.csv')).toBe(await readFile(file, 'utf8'));
});

test('columns with any name at all stay data', async () => {
  const head = `"time","it's ${'${x}'} \`\u2028*/","value"`;
  await writeFile(join(folder.path, 'odd.csv'), `${head}\n2020-01-01,1,2\n`);
  await courant({ cwd: folder.path }, 'init', 'odd', '--from', 'odd.csv');
  const { stdout } = await courant({ cwd: join(folder.path, 'odd') }, 'doctor', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ id: 'definition', ok: true }),
    ]) as unknown,
  });
});

test('a folder with files is refused and left as it is', async () => {
  await writeFile(join(folder.path, 'a.txt'), 'mine');
  const { code, stderr } = await courant({ cwd: folder.path }, 'init', '.');
  expect(code).toBe(2);
  expect(stderr).toContain('error COURANT_FOLDER_NOT_EMPTY: the folder "." is not empty');
  expect(await readdir(folder.path)).toEqual(['a.txt']);
});

describe('what generate --file reads', () => {
  test.each<[name: string, content: string | Buffer, source: string[]]>([
    [
      'quoted.csv',
      'time,"place, town",temp\n2020-01-01,"Paris, FR",1.5\n2020-01-02,"Paris, FR",1.6\n',
      [
        '// Columns of the file: "time", "place, town", "temp". These are guessed:',
        "time: 'time',",
        "value: 'temp',",
      ],
    ],
    [
      'nested.ndjson',
      '{"t":{"utc":"2017-08-19T23:00:00Z"},"place":"A","value":26}\n',
      [
        '// Columns of the file: "t", "place", "value". These are guessed:',
        '// "t" is no time: it holds objects or lists',
        "// time: 'column', when there is one; without it rows are stamped as they are sent",
        "sensor: 'place',",
        "value: 'value',",
      ],
    ],
    [
      'hinted.csv',
      'sep=;\ntime;temp\n2020-01-01 00:00;1.5\n',
      [
        '// Columns of the file: "time", "temp". These are guessed:',
        "time: 'time',",
        "value: 'temp',",
      ],
    ],
    [
      'tabs.txt',
      'time\ttemp\n2020-01-01 00:00\t1.5\n',
      [
        '// Columns of the file: "time", "temp". These are guessed:',
        "time: 'time',",
        "value: 'temp',",
      ],
    ],
    [
      'wide.csv',
      Buffer.from('\ufeffÜbung;temp\nja;1.5\n', 'utf16le'),
      [
        '// Columns of the file: "Übung", "temp". These are guessed:',
        '// no column holds times that a timeFormat reads',
        "// time: 'column', when there is one; without it rows are stamped as they are sent",
        "value: 'temp',",
      ],
    ],
    [
      'twice.csv',
      'date,temp,temp,\n2020-01-01,1,2,3\n',
      [
        '// Columns of the file: "date", "temp", "temp_3", "column_4". These are guessed:',
        "time: 'date',",
        "value: 'temp',",
      ],
    ],
  ])('%s', async (name, content, source) => {
    await write({ [name]: content });
    expect(await sourceFrom(name)).toEqual([`files: 'data/${name}',`, ...source]);
    expect(await readFile(join(folder.path, 'chain/data', name))).toEqual(Buffer.from(content));
    expect(await readings()).not.toEqual([]);
  });
});

describe('more than one file', () => {
  const [row, other] = ['time,temp\n2020-01-01,1\n', 'temp,time\n2,2020-01-02\n'];

  test('a folder: the files directly in it', async () => {
    await write({ 'm/a.csv': row, 'm/b.csv': other, 'm/readme.md': 'x', 'm/deep/c.csv': row });
    expect((await sourceFrom('m')).slice(0, 3)).toEqual([
      "files: 'data',",
      '// Columns of the files: "time", "temp". These are guessed:',
      "time: 'time',",
    ]);
    expect(await readdir(join(folder.path, 'chain/data'))).toEqual(['a.csv', 'b.csv']);
    expect((await readings()).map(({ sensor }) => sensor)).toEqual(['a', 'b']);
  });

  test('a glob: where they lie below the folder that it begins in', async () => {
    await write({ 'm/2019/x.csv': row, 'm/2020/x.csv': other, 'm/2020/y.csv': other });
    expect(await sourceFrom(join(folder.path, 'm/**/x*.csv'))).toContain(
      "files: 'data/**/x*.csv',",
    );
    const copied = await readdir(join(folder.path, 'chain/data'), { recursive: true });
    expect(copied.sort()).toEqual(['2019', '2019/x.csv', '2020', '2020/x.csv']);
    expect(await readings()).toHaveLength(2);
  });

  test('a file with only a header may have any columns', async () => {
    await write({ 'm/a.csv': row, 'm/head.csv': 'a,b\n' });
    expect(await sourceFrom('m')).toContain("time: 'time',");
    expect(await readings()).toHaveLength(1);
  });

  test('a column that not every file has is not guessed', async () => {
    await write({ 'm/a.csv': 'time,co2\n2020-01-01,1\n', 'm/b.csv': 'time,co\n2020-01-02,2\n' });
    const source = await sourceFrom('m/*.csv');
    expect(source).toContain('// Columns of the files: "time", "co2", "co". These are guessed:');
    expect(source.join()).not.toContain('value:');
    expect(await readings()).toHaveLength(2);
  });

  test('a file that is called like a glob, or like nothing that needs care, keeps its name', async () => {
    const name = "it's [ü] $x?.csv";
    await write({ [name]: row });
    expect((await sourceFrom(name))[0]).toBe(`files: ${JSON.stringify(`data/${name}`)},`);
    expect((await readings()).map(({ sensor }) => sensor)).toEqual([name.slice(0, -4)]);
  });
});

describe('the time', () => {
  const column = (...times: string[]) =>
    `when,temp\n${times.map((time) => `${time},1`).join('\n')}\n`;

  test('the format reads a thousand rows, not the first ones', async () => {
    const days = Array.from({ length: 900 }, (_, at) => `0${(at % 9) + 1}/01/2022`);
    await write({ 'a.csv': column(...days, '25/01/2022') });
    expect(await sourceFrom('a.csv')).toContain("timeFormat: 'dd/MM/yyyy',");
  });

  test('of two formats that read all rows one is written, and the other named', async () => {
    await write({ 'a.csv': column('03/04/2026') });
    expect(await sourceFrom('a.csv')).toContain(
      "timeFormat: 'MM/dd/yyyy', // 'dd/MM/yyyy' would read these rows, too: check which is meant",
    );
  });

  const minutesFrom = (year: number, month: number, day: number, rows: number) =>
    Array.from({ length: rows }, (_, minute) => {
      const at = new Date(Date.UTC(year, month - 1, day, 0, minute)).toISOString();
      return `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} ${at.slice(11, 16)}`;
    });

  test('rows of a minute are read on until a day that is no month', async () => {
    await write({ 'a.csv': column(...minutesFrom(2024, 1, 1, 20_000)) });
    expect(await sourceFrom('a.csv')).toContain("timeFormat: 'dd/MM/yyyy HH:mm',");
  });

  test('day and month that are the same in all rows are told to be open', async () => {
    await write({ 'a.csv': column(...minutesFrom(2024, 5, 5, 1_200)) });
    expect(await sourceFrom('a.csv')).toContain(
      "timeFormat: 'MM/dd/yyyy HH:mm', // 'dd/MM/yyyy HH:mm' would read these rows, too: check which is meant",
    );
  });

  test('a clock without a date', async () => {
    await write({ 'tap.csv': 'clock,litres\n11:40 PM,4\n11:55 PM,2\n12:10 AM,7\n' });
    const source = await sourceFrom('tap.csv');
    expect(source.slice(2)).toEqual([
      "time: 'clock',",
      "timeFormat: 'hh:mm a',",
      "value: 'litres',",
    ]);
    expect(await readings()).toHaveLength(3);
  });

  test('a date goes before the clock beside it, which is said', async () => {
    await write({ 'a.csv': 'Time,Date,T\n00:10:00,2020-05-22,1\n' });
    expect((await sourceFrom('a.csv')).slice(2)).toEqual([
      '// the time of day in "Time" is not read: a time stands in one column',
      "time: 'Date',",
      "value: 'T',",
    ]);
  });

  test.each([
    ['2020-04-01 16:29:53 CEST', 'no timeFormat reads "when", like "2020-04-01 16:29:53 CEST"'],
    [
      '2020-04-01\n2020-04-02\nyesterday'.replaceAll('\n', ',1\n'),
      'timeFormat "iso" reads 2 of 3 rows of "when", but not "yesterday"',
    ],
  ])('%j is no time, and it is said why', async (times, why) => {
    await write({ 'a.csv': column(times) });
    const source = await sourceFrom('a.csv');
    expect(source).toContain(`// ${why}`);
    expect(source.filter((line) => line.startsWith('time'))).toEqual([]);
    expect(await readings()).not.toEqual([]);
  });
});

test.each([
  ['empty.csv', '', 'there is nothing to replay: "empty.csv" has nothing in it'],
  ['head.csv', 'a,b\n', 'there is nothing to replay: "head.csv" has only a header in it'],
  ['utf16.csv', Buffer.from('a,b\n1,2\n', 'utf16le'), '"utf16.csv" seems to be UTF-16LE'],
  ['latin1.csv', Buffer.from('ä,b\n1,2\n', 'latin1'), '"latin1.csv" is no text in UTF-8'],
  ['gzip.csv', Buffer.from([0x1f, 0x8b, 8, 0]), '"gzip.csv" is packed by gzip'],
  ['broken.json', '[{"a": }]', 'there is nothing to replay: all 1 rows of "broken.json" are bad'],
  ['picture.png', 'x', '"picture.png" does not end in .csv'],
  ['m/readme.md', 'x', 'no file to replay is found by "m"', 'm'],
  ['m/a.md', 'x', 'no file to replay is found by "m/*.csv"', 'm/*.csv'],
  ['m/a.csv', 'x', 'there is no file "m/b.csv"', 'm/b.csv'],
])(
  '%s: refused as generate does, and nothing is written',
  async (name, content, problem, from = name) => {
    await write({ [name]: content });
    const before = await readdir(folder.path);
    const { code, stderr } = await courant({ cwd: folder.path }, 'init', 'chain', '--from', from);
    expect(code).toBe(2);
    expect(stderr).toContain(`error COURANT_REPLAY_INVALID: ${problem}`);
    expect(stderr).toContain('\n  nothing was written\n');
    expect(await readdir(folder.path)).toEqual(before);
  },
);

test.each(['plain', 'with space', "it's", '$HOME', '-dash', '~', 'a;b&c'])(
  'the last line leads into the folder %s',
  async (name) => {
    const { stderr } = await courant({ cwd: folder.path }, 'init', '--', name);
    const [, line = ''] = /^ {2}(cd .* && npm install && npm start)$/m.exec(stderr) ?? [];
    const [cd] = line.split(' && npm install');
    const { stdout } = await execa('sh', ['-c', `${cd} && ls`], { cwd: folder.path });
    expect(stdout).toContain('chain.config.ts');
  },
);
