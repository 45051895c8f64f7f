/** The runner: carried by the package or, in a clone, compiled once from its sources into the cache. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CourantError } from '../../../chain/errors.ts';
import { javaVersions } from '../../../chain/versions.ts';
import { exists, filesUnder, makeFolder, removeUnused } from '../../machine/files.ts';
import { runToEnd } from '../../machine/processes.ts';
import type { Environment } from '../../machine/environment.ts';
import { cacheFolder, cacheHint, legEnvironment } from '../../machine/environment.ts';
import { unusable } from '../../machine/jsonFile.ts';
import type { Java } from './findJava.ts';
import { flinkJars, sparkJars } from './jarSets.ts';
import type { JarSet } from './jarSets.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The runner of one engine. */
export interface RunnerKind {
  /** Folder of its own, in the cache and in the package's `build`. */
  readonly home: string;
  readonly jarName: string;
  /** Folders of sources: the engine's own, and what all engines have in common. */
  readonly sources: readonly [string, string];
  /** What it is compiled against. */
  readonly jars: JarSet;
}

const common = join(root, 'runner/src/main');

export const sparkRunner: RunnerKind = {
  home: 'runner',
  jarName: 'courant-runner.jar',
  sources: [join(root, 'spark/src/main'), common],
  jars: sparkJars,
};
/** Only a clone has it: there sources change, and the runner is what they say now. */
const markOfClone = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
/** Runners of other sources stay so long after their last start: a chain of another checkout may start them again. */
const keptMs = 90 * 24 * 60 * 60 * 1000;

export const flinkRunner: RunnerKind = {
  home: 'flink-runner',
  jarName: 'courant-flink-runner.jar',
  sources: [join(root, 'flink/src/main'), common],
  jars: flinkJars,
};

export interface RunnerJar {
  readonly jar: string;
  /** By the package: it is there. Otherwise it is compiled on this machine, or will be. */
  readonly isCarried: boolean;
}

/** The runner of these sources and of the jars that are listed: no other one is ever taken. */
export async function runnerJar(kind: RunnerKind, environment: Environment): Promise<RunnerJar> {
  const carried = await carriedJar(kind);
  const isCarried = !(await exists(markOfClone)) && (await exists(carried));
  const jar = join(cacheFolder(environment), kind.home, basename(dirname(carried)), kind.jarName);
  return { jar: isCarried ? carried : jar, isCarried };
}

/** Where the package has the runner of its sources, in a folder that is named after them. */
export async function carriedJar(kind: RunnerKind): Promise<string> {
  return join(root, 'build', kind.home, await fingerprint(kind), kind.jarName);
}

async function fingerprint({ sources, jars }: RunnerKind): Promise<string> {
  const hash = createHash('sha256').update(`${javaVersions.minimum}\n`);
  hash.update(await readFile(jars.list));
  for (const folder of sources) {
    for (const file of await filesUnder(folder)) {
      hash.update(`${relative(folder, file)}\n`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

interface Compile {
  readonly kind: RunnerKind;
  readonly jar: string;
  /** What it is compiled against. */
  readonly jars: readonly string[];
  readonly java: Java;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** @throws CourantError COURANT_INTERNAL with what the compiler said; COURANT_FOLDER_UNUSABLE */
export async function compileRunner(compile: Compile): Promise<void> {
  const folder = dirname(compile.jar);
  await makeFolder(dirname(folder), cacheHint);
  const own = await mkdtemp(`${folder}.`).catch((cause: unknown) => {
    throw unusable(dirname(folder), cause, cacheHint);
  });
  try {
    await javac(compile, join(own, 'classes'));
    await cp(join(compile.kind.sources[0], 'resources'), join(own, 'classes'), { recursive: true });
    await pack(compile, own);
    await rm(join(own, 'classes'), { recursive: true });
    // Two that compile at once make the same jar.
    await rename(own, folder).catch(async (cause: unknown) => {
      if (!(await exists(compile.jar))) throw unusable(folder, cause, cacheHint);
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  await removeUnused(dirname(folder), keptMs, (name) => name !== basename(folder));
}

async function javac(compile: Compile, into: string): Promise<void> {
  const all = (await Promise.all(compile.kind.sources.map((folder) => filesUnder(folder)))).flat();
  const files = all.filter((file) => file.endsWith('.java'));
  const language = ['--release', String(javaVersions.minimum), '-encoding', 'UTF-8'];
  const places = ['-cp', compile.jars.join(':'), '-d', into];
  const args = ['-nowarn', '-proc:none', ...language, ...places, ...files];
  await runTool(compile, [compile.java.javac ?? 'javac', ...args], 'could not be compiled');
}

async function pack(compile: Compile, own: string): Promise<void> {
  const tool = join(dirname(compile.java.javac ?? ''), 'jar');
  const args = [
    '--create',
    '--file',
    join(own, compile.kind.jarName),
    '-C',
    join(own, 'classes'),
    '.',
  ];
  await runTool(compile, [tool, ...args], 'could not be packed');
}

async function runTool(
  { kind, environment, signal }: Compile,
  [file, ...args]: readonly [string, ...string[]],
  failure: string,
): Promise<void> {
  const program = { file, args, cwd: kind.sources[0], env: legEnvironment(environment) };
  const result = await runToEnd(program, { signal });
  signal.throwIfAborted();
  if (result.code === 0) return;
  throw new CourantError({
    code: 'COURANT_INTERNAL',
    message: `the runner ${failure}`,
    details: result.lines.slice(0, 5),
    left: 'nothing was started',
    hint: 'see whether the JDK is complete: courant doctor',
  });
}
