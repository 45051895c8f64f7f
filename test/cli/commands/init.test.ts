import { execa } from 'execa';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courant, root } from '../courant.ts';
import { useInit } from './useInit.ts';

const folder = useInit();
const { read, write, sourceFrom, readings } = folder;

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
