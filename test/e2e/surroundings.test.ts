/** A chain among what people really have: a folder with an umlaut, a locale of C, options for other programs. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

const queries = {
  big: 'SELECT sensor AS key, 9007199254740993 AS big, CAST(1.10 AS DECIMAL(5, 2)) AS price FROM readings\n',
  by_kind: `\uFEFF-- windows of each kind; not of each sensor\r\n-- courant: trigger = 1s\r\nSELECT KIND AS KEY,\r
  WINDOW.START AS WINDOW_START, WINDOW.END AS WINDOW_END, COUNT(*) AS N /* ; */ FROM READINGS\r
WATERMARK EVENT_TIME DELAY OF INTERVAL 10 SECONDS GROUP BY KIND, WINDOW(EVENT_TIME, '5 seconds');\r\n`,
  both: 'SELECT sensor AS key, value FROM readings WHERE value > 15\nUNION ALL\nSELECT sensor AS key, value FROM readings WHERE value < 0\n',
  limits:
    "SELECT r.sensor AS key, r.value FROM readings r JOIN VALUES ('temperature', 3) AS l(kind, most) ON r.kind = l.kind WHERE r.value > l.most\n",
};

let chain: ChainUnderTest;
let parent: string;
let elsewhere: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'Messungen Übung-'));
  elsewhere = await mkdtemp(join(tmpdir(), 'courant-elsewhere-'));
  const files = Object.entries(queries).map(([name, sql]) => [queryPath(name), sql] as const);
  chain = await ChainUnderTest.make(
    { name: 'uebung', generator: { rate: 300 } },
    Object.fromEntries(files),
    {
      LC_ALL: 'C',
      LANG: undefined,
      _JAVA_OPTIONS: '-XX:+UseG1GC',
      JAVA_TOOL_OPTIONS: '-Dfile.encoding=US-ASCII',
      CLASSPATH: '/nowhere.jar',
      KAFKA_OPTS: '-Dnothing',
      SPARK_LOCAL_DIRS: elsewhere,
      SPARK_CONF_DIR: '/nowhere',
    },
    { parent },
  );
});
afterAll(async () => {
  await chain.dispose();
  for (const folder of [parent, elsewhere]) await rm(folder, { recursive: true });
});

function queryPath(name: string): string {
  return join('spark/queries', `${name}.sql`);
}

function edit(name: keyof typeof queries, from: string, to: string): Promise<void> {
  return writeFile(join(chain.folder, queryPath(name)), queries[name].replace(from, to));
}

/** Rows of every query came out. */
const topics = (names: readonly string[]) =>
  chain.until('rows of every query', ({ kafka }) =>
    names.every((name) => kafka.topics.some((topic) => topic.name === name && topic.records > 0)),
  );

test('it starts, and leaves nothing where the environment would have another Spark write', async () => {
  await chain.up();
  await topics(Object.keys(queries));
  expect(await readdir(elsewhere)).toEqual([]);
});

test('rows are shown with the digits that are in the topic', async () => {
  const { stdout } = await chain.run('show', 'big', '-n', '1', '-o', 'json');
  expect(stdout).toContain('"value":{"big":9007199254740993,"price":1.10}');
  const table = await chain.run('show', 'big', '-n', '1');
  expect(table.stdout).toMatch(/9007199254740993 +1\.10/);
});

test('edits of what keeps no state go on, and a query whose file is gone goes', async () => {
  expect((await chain.run('down', '--keep-data', '--yes')).code).toBe(0);
  await edit('both', '15', '16');
  await edit('limits', 'r.kind = l.kind', 'l.kind = r.kind');
  await rm(join(chain.folder, queryPath('big')));
  const { code, stderr } = await chain.run('up', '--detach');
  expect(stderr).toContain('the query "big" is gone: its topic, its state and its reports go too');
  expect(code).toBe(0);
  const seen = await chain.until('Spark has told of its queries', (status) =>
    status.queries.every(({ state }) => state === 'running'),
  );
  expect(seen.kafka.topics.map(({ name }) => name)).not.toContain('big');
  expect(seen.queries.map(({ name }) => name)).not.toContain('big');
  expect(await readdir(join(chain.folder, '.courant/checkpoints'))).not.toContain('big');
});

test('a window counts its readings whatever the case of its names, and nobody asks for what is gone', async () => {
  const { result } = await chain.verify();
  expect(result.queries.map(({ name }) => name)).not.toContain('big');
  const window = result.queries.find(({ name }) => name === 'by_kind');
  expect(window).toMatchObject({ late: 0 });
  expect(window?.counted).toBeGreaterThan(0);
});

test('topics of a start that was refused go when their files are gone', async () => {
  expect((await chain.run('down', '--keep-data', '--yes')).code).toBe(0);
  const files = { wrong: 'SELECT sensor FRM readings', fine: 'SELECT sensor AS key FROM readings' };
  for (const [name, sql] of Object.entries(files)) {
    await writeFile(join(chain.folder, queryPath(name)), sql);
  }
  const { code, stderr } = await chain.run('up', '--detach');
  expect(stderr).toMatch(/wrong\.sql:1:\d+: syntax error/);
  expect(code).toBe(2);
  for (const name of Object.keys(files)) await rm(join(chain.folder, queryPath(name)));
  await chain.up();
  const { kafka } = await chain.status();
  expect(kafka.topics.map(({ name }) => name)).not.toContain('wrong');
  expect(kafka.topics.map(({ name }) => name)).not.toContain('fine');
});
