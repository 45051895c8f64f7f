import { execa } from 'execa';
import { appendFile, cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findJava } from '../../../targets/local/java/findJava.ts';
import { getSoftware } from '../../../targets/local/java/software.ts';
import { filesUnder } from '../../../targets/machine/files.ts';
import { silentReporter } from '../../../targets/steps.ts';
import { makeFolder, root } from '../../cli/courant.ts';

/** The package as it is installed, and a Java without a compiler. */
let folder: Awaited<ReturnType<typeof makeFolder>>;
let installed: string;
let runtime: string;

beforeAll(async () => {
  folder = await makeFolder({
    'chain.config.json': '{"name":"a","generator":{"rate":100}}',
    'spark/queries/q.sql': 'SELECT sensor AS key, value FROM readings',
  });
  installed = join(folder.path, 'courant');
  const pack = ['run', '-s', 'pack', '--', '--pack-destination', folder.path];
  const { stdout: packed } = await execa('npm', pack, { cwd: root });
  await mkdir(installed);
  const into = ['-C', installed, '--strip-components=1'];
  await execa('tar', ['-xzf', join(folder.path, packed), ...into]);
  await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  runtime = join(folder.path, 'runtime');
  const java = await findJava(process.env);
  const modules = 'java.se,jdk.unsupported,jdk.management,jdk.security.auth,jdk.zipfs,jdk.net';
  const jlink = join(dirname(java?.javac ?? ''), 'jlink');
  await execa(jlink, ['--add-modules', modules, '--output', runtime]);
}, 300_000);
afterAll(async () => {
  // Of a test that ran out of time.
  await ofPackage('down', '--yes');
  await folder.dispose();
}, 180_000);

/** A command of the package, with the Java without a compiler. */
async function ofPackage(...args: readonly string[]) {
  const program = join(installed, 'bin/courant.mjs');
  const env = { JAVA_HOME: runtime };
  const result = await execa(process.execPath, [program, ...args], {
    cwd: folder.path,
    env,
    reject: false,
  });
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

async function classesOf(jar: string, name: string): Promise<Record<string, string>> {
  const into = join(folder.path, name);
  await mkdir(into);
  const java = await findJava(process.env);
  await execa(join(dirname(java?.javac ?? ''), 'jar'), ['--extract', '--file', jar], { cwd: into });
  const files = (await filesUnder(into)).filter((file) => !file.endsWith('MANIFEST.MF'));
  const read = files.map(async (file) => [relative(into, file), await readFile(file, 'base64')]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>;
}

const carriedIn = async (home: string): Promise<string[]> => filesUnder(join(home, 'build/runner'));

test('the runner that the package carries is the one that a clone compiles, byte by byte', async () => {
  const { signal } = new AbortController();
  const compiled = await getSoftware(['spark'], {
    environment: process.env,
    report: silentReporter,
    signal,
  });
  const [carried = '', ...others] = await carriedIn(installed);
  expect(others).toEqual([]);
  expect(compiled.engines.spark.runnerJar.startsWith(root)).toBe(false);
  const classes = await classesOf(carried, 'carried');
  expect(Object.keys(classes)).toContain('dev/courant/runner/Runner.class');
  expect(classes).toEqual(await classesOf(compiled.engines.spark.runnerJar, 'compiled'));
});

test('from the package a chain runs to its first row with a Java that has no compiler', async () => {
  const doctor = await ofPackage('doctor');
  expect(doctor.stdout).toMatch(/✓ Java: .*\(JAVA_HOME\)/);
  expect(doctor.stdout).toContain('query runner: carried by the package');
  const up = await ofPackage('up', '--detach');
  const down = await ofPackage('down', '--yes');
  expect(up.stderr + up.stdout).toMatch(/first row after/);
  expect(up.stderr + up.stdout).not.toContain('compiling');
  expect({ up: up.code, down: down.code }).toEqual({ up: 0, down: 0 });
}, 300_000);

test('a runner of other sources is passed over: a JDK is asked for', async () => {
  const other = join(folder.path, 'other');
  await cp(installed, other, { recursive: true, verbatimSymlinks: true });
  await appendFile(join(other, 'spark/src/main/java/dev/courant/runner/Runner.java'), '// other\n');
  const kept = installed;
  installed = other;
  const { code, stderr } = await ofPackage('up').finally(() => (installed = kept));
  await rm(other, { recursive: true });
  expect(stderr).toContain('has no compiler; courant needs a JDK, 17 to 25');
  expect(code).toBe(3);
}, 300_000);
