/** Checks of this machine: what a local chain needs, and what is here. */
import { access, constants } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { formatSize } from '../../chain/words/quantity.ts';
import { nodeVersion } from '../../chain/versions.ts';
import { check } from '../check.ts';
import type { ChainFolder, Check } from '../target.ts';
import { cacheFolder, cacheHint } from '../machine/environment.ts';
import type { Environment } from '../machine/environment.ts';
import { findJava, homeNote, javaHint, javaNeeded, javaProblem } from './java/findJava.ts';
import { presentJars } from './java/fetchJars.ts';
import { jarFolder, kafkaJars } from './java/jarSets.ts';
import { mavenHint } from './java/maven.ts';
import { enginesMemory } from './java/runner.ts';
import { runnerJar } from './java/runnerJar.ts';
import type { RunnerJar } from './java/runnerJar.ts';
import { enginesOf, runnerKinds } from './java/software.ts';
import { localPaths } from './paths.ts';
import { chainDiskBytes, freeBytes } from '../machine/diskSpace.ts';
import { exists } from '../machine/files.ts';
import { findProgram } from '../machine/programs.ts';

/** Heaps, what a Java process takes beside its heap, and Node. */
const besideHeapsBytes = 700 * 2 ** 20;
const jarRoomBytes = 600 * 2 ** 20;

/** All checks, whatever fails. */
export async function doctor(
  { folder, chain }: ChainFolder,
  environment: Environment,
): Promise<readonly Check[]> {
  const kinds = enginesOf(chain).map((engine) => runnerKinds[engine]);
  const jars = await Promise.all(
    [kafkaJars, ...kinds.map(({ jars: set }) => set)].map(async (set) => ({
      set,
      isHere: (await presentJars(set, environment)) !== undefined,
    })),
  );
  const areHere = jars.every(({ isHere }) => isHere);
  const heaps = chain.sizing.kafka.memory + enginesMemory(chain);
  const cache = cacheFolder(environment);
  const runners = await Promise.all(kinds.map((kind) => runnerJar(kind, environment)));
  return [
    nodeCheck(),
    await javaCheck(environment, { isCarried: runners.every(({ isCarried }) => isCarried) }),
    await mavenCheck(environment, areHere),
    memoryCheck(heaps + besideHeapsBytes),
    await folderCheck('folder', 'folder of the chain', folder, chainDiskBytes),
    await folderCheck('cache', 'cache of jars', cache, areHere ? 0 : jarRoomBytes),
    ...jars.map(({ set, isHere }) =>
      check({
        id: `jars-${set.id}`,
        title: `jars of ${set.title}`,
        ok: true,
        found: isHere ? jarFolder(cache, set) : 'not fetched yet',
        needed: 'fetched by the first courant up',
        hint: '',
      }),
    ),
    ...(await Promise.all(runners.map(runnerCheck))),
    await layoutCheck(folder),
  ];
}

function nodeCheck(): Check {
  return check({
    id: 'node',
    title: 'Node',
    // bin/courant.mjs refuses older ones before anything else.
    ok: true,
    found: process.versions.node,
    needed: `${nodeVersion} or later`,
    hint: '',
  });
}

async function javaCheck(
  environment: Environment,
  { isCarried }: Pick<RunnerJar, 'isCarried'>,
): Promise<Check> {
  const kind = isCarried ? 'Java' : 'JDK';
  const java = await findJava(environment);
  const problem = javaProblem(java, kind);
  return check({
    id: 'java',
    title: kind,
    ok: problem === undefined,
    found: [
      problem ?? `${java?.version} at ${java?.java} (${java?.from})`,
      ...homeNote(environment, java),
    ].join('; '),
    needed: javaNeeded(kind),
    hint: javaHint(kind),
  });
}

async function runnerCheck({ jar, isCarried }: RunnerJar): Promise<Check> {
  const origin = isCarried ? 'carried by the package' : 'compiled on this machine';
  return check({
    id: 'runner',
    title: 'query runner',
    ok: true,
    found: (await exists(jar)) ? `${origin}, ${jar}` : 'not compiled yet',
    needed: isCarried ? 'nothing more' : 'compiled by the first courant up',
    hint: '',
  });
}

async function mavenCheck(environment: Environment, areJarsHere: boolean): Promise<Check> {
  const maven = await findProgram('mvn', environment);
  return check({
    id: 'maven',
    title: 'Maven',
    ok: maven !== undefined || areJarsHere,
    found: maven ?? (areJarsHere ? 'none, but all jars are here' : 'no "mvn" on PATH'),
    needed: 'Maven 3.6 or later, until the jars are here',
    hint: mavenHint,
  });
}

function memoryCheck(neededBytes: number): Check {
  return check({
    id: 'memory',
    title: 'memory',
    ok: totalmem() >= neededBytes,
    found: formatSize(totalmem()),
    needed: formatSize(neededBytes),
    hint: 'lower sizing.kafka.memory or sizing.spark.memory in chain.config.ts',
  });
}

async function folderCheck(
  id: string,
  title: string,
  folder: string,
  neededBytes: number,
): Promise<Check> {
  const at = await nearestFolder(folder);
  const canWrite = await access(at, constants.W_OK).then(
    () => true,
    () => false,
  );
  const free = await freeBytes(at);
  const freeText = free === undefined ? '' : `, ${formatSize(free)} free`;
  return check({
    id,
    title,
    ok: canWrite && (free === undefined || free >= neededBytes),
    found: `${folder}${canWrite ? '' : ', which cannot be written'}${freeText}`,
    needed: `a folder that can be written, with ${formatSize(neededBytes)} free`,
    hint: folderHint(id, canWrite),
  });
}

function folderHint(id: string, canWrite: boolean): string {
  if (id === 'cache') return cacheHint;
  return canWrite ? 'free some space' : 'change its permissions, or move the chain';
}

/** The folder itself or, where it is not made yet, the one it would be made in. */
async function nearestFolder(folder: string): Promise<string> {
  const parent = dirname(folder);
  return (await exists(folder)) || parent === folder ? folder : nearestFolder(parent);
}

async function layoutCheck(folder: string): Promise<Check> {
  const { root } = localPaths(folder);
  const isThere = await exists(root);
  const isFile = isThere && !(await exists(`${root}/.`));
  return check({
    id: 'state',
    title: 'state of the chain',
    ok: !isFile,
    found: isFile ? `${root} is a file` : isThere ? root : 'none yet',
    needed: 'a folder, or nothing',
    hint: `remove the file ${root}`,
  });
}
