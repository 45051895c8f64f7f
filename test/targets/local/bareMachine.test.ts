import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findJava, featureOf, javaProblem } from '../../../targets/local/java/findJava.ts';
import { kafkaJars, sparkJars } from '../../../targets/local/java/jarSets.ts';
import { courant, makeFolder } from '../../cli/courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

const chain = {
  'chain.config.json': '{"name":"a"}',
  'spark/queries/q.sql': 'SELECT sensor AS key, value FROM readings',
};
/** PATH without the folder of any JDK or Maven. */
const barePath = (path: string): string => join(path, 'bin');

test.each([
  ['17.0.15', 17],
  ['21', 21],
  ['21.0.2+13', 21],
  ['25-ea', 25],
  ['1.8.0_402', 8],
  ['unknown', 0],
])('the feature version of Java %s is %i', async (version, feature) => {
  folder = await makeFolder();
  expect(featureOf(version)).toBe(feature);
});

/** What a JDK looks like from outside. */
async function makeJdk(home: string, version: string, programs: readonly string[]): Promise<void> {
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'release'), `JAVA_VERSION="${version}"\n`);
  for (const program of programs) {
    await writeFile(join(home, 'bin', program), '#!/bin/sh\nexit 1\n');
    await chmod(join(home, 'bin', program), 0o755);
  }
}

test.each([
  ['JDK', '11.0.22', ['java', 'javac'], 'Java 11.0.22 (JAVA_HOME) is too old'],
  ['JDK', '26', ['java', 'javac'], 'Java 26 (JAVA_HOME) is too new'],
  ['JDK', '21.0.2', ['java'], 'Java 21.0.2 (JAVA_HOME) has no compiler'],
  ['JDK', '21.0.2', ['java', 'javac'], undefined],
  ['Java', '11.0.22', ['java'], 'Java 11.0.22 (JAVA_HOME) is too old'],
  ['Java', '21.0.2', ['java'], undefined],
] as const)(
  'a %s is needed, found is Java %s with %j',
  async (kind, version, programs, problem) => {
    folder = await makeFolder();
    await makeJdk(folder.path, version, programs);
    const found = await findJava({ JAVA_HOME: folder.path, PATH: '' });
    expect(javaProblem(found, kind)).toBe(problem);
  },
);

test('without any Java, up exits 3 and says what to install', async () => {
  folder = await makeFolder(chain);
  const env = { JAVA_HOME: '', PATH: barePath(folder.path) };
  const { code, stderr } = await courant({ cwd: folder.path, env }, 'up');
  expect(stderr).toBe(
    [
      'error COURANT_TOOL_MISSING: no "java" in JAVA_HOME or on PATH; courant needs a JDK, 17 to 25',
      '  nothing was started',
      '  → install a JDK 21, from https://adoptium.net or your package manager, or set JAVA_HOME',
    ].join('\n'),
  );
  expect(code).toBe(3);
});

test('a JAVA_HOME without a Java is told: by up where no other is found, by doctor in any case', async () => {
  folder = await makeFolder(chain);
  const note = 'JAVA_HOME is "/nowhere", where there is no bin/java';
  const bare = { JAVA_HOME: '/nowhere', PATH: barePath(folder.path) };
  const { code, stderr } = await courant({ cwd: folder.path, env: bare }, 'up');
  expect(stderr).toContain(note);
  expect(code).toBe(3);
  const doctor = await courant({ cwd: folder.path, env: { JAVA_HOME: '/nowhere' } }, 'doctor');
  expect(doctor.stdout).toMatch(/✓ JDK: .* \(PATH\); JAVA_HOME is "\/nowhere", where there is no/);
});

test('a cache that cannot be made: up says what doctor says', async () => {
  folder = await makeFolder({ ...chain, cache: 'a file' });
  const env = { COURANT_CACHE: join(folder.path, 'cache/of/jars') };
  const { code, stderr } = await courant({ cwd: folder.path, env }, 'up');
  expect(stderr).toContain('error COURANT_FOLDER_UNUSABLE');
  expect(stderr).toContain('→ set COURANT_CACHE to a folder elsewhere');
  expect(code).toBe(3);
});

test('with JDK 11, up exits 3, and doctor says the same', async () => {
  folder = await makeFolder(chain);
  const home = join(folder.path, 'jdk');
  await makeJdk(home, '11.0.22', ['java', 'javac']);
  const env = { JAVA_HOME: home };
  const { code, stderr } = await courant({ cwd: folder.path, env }, 'up');
  expect(stderr).toContain('Java 11.0.22 (JAVA_HOME) is too old; courant needs a JDK, 17 to 25');
  expect(code).toBe(3);
  const doctor = await courant({ cwd: folder.path, env }, 'doctor', '-o', 'json');
  const { ok, checks } = JSON.parse(doctor.stdout) as {
    ok: boolean;
    checks: { id: string; ok: boolean }[];
  };
  expect(ok).toBe(false);
  expect(checks.filter((check) => !check.ok).map(({ id }) => id)).toEqual(['java']);
  expect(doctor.code).toBe(3);
});

test('without Maven and without jars, up exits 3 and names Maven', async () => {
  folder = await makeFolder(chain);
  const home = join(folder.path, 'jdk');
  await makeJdk(home, '21.0.2', ['java', 'javac']);
  const env = {
    JAVA_HOME: home,
    PATH: barePath(folder.path),
    COURANT_CACHE: join(folder.path, 'cache'),
  };
  const { code, stderr } = await courant({ cwd: folder.path, env }, 'up');
  expect(stderr).toContain('error COURANT_TOOL_MISSING: "mvn" is not on PATH');
  expect(stderr).toContain('nothing was started');
  expect(code).toBe(3);
});

test('where Maven cannot reach anything, up exits 3 with its reason and leaves nothing in the cache', async () => {
  folder = await makeFolder({
    ...chain,
    'home/.m2/settings.xml': `<settings><mirrors><mirror><id>nowhere</id><mirrorOf>*</mirrorOf>
      <url>http://127.0.0.1:9</url></mirror></mirrors></settings>`,
  });
  const cache = join(folder.path, 'cache');
  const env = { MAVEN_OPTS: `-Duser.home=${join(folder.path, 'home')}`, COURANT_CACHE: cache };
  const { code, stderr } = await courant({ cwd: folder.path, env }, 'up');
  expect(stderr).toContain('error COURANT_DOWNLOAD_FAILED: Maven could not get the jars of Kafka');
  expect(stderr).toContain('127.0.0.1:9');
  expect(stderr).toContain('nothing was started');
  expect(code).toBe(3);
  expect(await readdir(join(cache, 'jars'))).toEqual([]);
});

test('a file where the folder of the state must be', async () => {
  folder = await makeFolder({ ...chain, '.courant': 'a file' });
  const { code, stderr } = await courant({ cwd: folder.path }, 'up');
  expect(stderr).toContain('error COURANT_FOLDER_UNUSABLE');
  expect(stderr).toContain('a file is in its place');
  expect(code).toBe(3);
});

test('state of another layout is left alone, and down removes it', async () => {
  folder = await makeFolder({ ...chain, '.courant/layout.json': '{"version":99}' });
  const { code, stderr } = await courant({ cwd: folder.path }, 'up');
  expect(stderr).toContain('error COURANT_LAYOUT_OTHER');
  expect(stderr).toContain('→ delete its data and begin again: courant down');
  expect(code).toBe(3);
  expect(await courant({ cwd: folder.path }, 'down', '--yes')).toMatchObject({ code: 0 });
  expect(await readdir(folder.path)).not.toContain('.courant');
});

test('a state file whose process number belongs to somebody else now: nobody is ended', async () => {
  const stranger = { pid: process.pid, startedAt: 'long ago' };
  const leg = { restarts: 0, lastFailure: null, since: null, state: 'running', process: stranger };
  folder = await makeFolder({
    ...chain,
    '.courant/state.json': JSON.stringify({
      supervisor: stranger,
      phase: 'running',
      replicas: 1,
      bootstrapServers: ['127.0.0.1:1'],
      legs: [{ ...leg, name: 'kafka', id: 'kafka' }],
      firstReadingMs: null,
      firstRowMs: null,
      isReady: true,
      detail: '',
      failure: null,
    }),
  });
  const status = await courant({ cwd: folder.path }, 'status');
  expect(status.stdout).toMatch(/^target local: stopped/);
  expect(await courant({ cwd: folder.path }, 'down', '--yes')).toMatchObject({ code: 0 });
});

test('the list of jars names each once, with a sha256 and a size', async () => {
  folder = await makeFolder();
  for (const { list } of [kafkaJars, sparkJars]) {
    const lines = (await readFile(list, 'utf8')).trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^[0-9a-f]{64} [1-9]\d* \S+\.jar$/);
    const names = lines.map((line) => line.split(' ')[2]);
    expect(names).toEqual([...new Set(names)].sort());
    expect(dirname(list)).toMatch(/targets\/local\/java\/jars$/);
  }
});
