/** What this machine needs and has. */
import { access, constants } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { formatSize } from '../../chain/words/quantity.ts';
import { nodeVersion } from '../../chain/versions.ts';
import type { ChainFolder, Check } from '../target.ts';
import { cacheFolder } from '../machine/environment.ts';
import type { Environment } from '../machine/environment.ts';
import { findJava, findProgram, javaHint, javaNeeded, javaProblem } from './java/findJava.ts';
import { presentJars } from './java/fetchJars.ts';
import { jarFolder, kafkaJars, sparkJars } from './java/jarSets.ts';
import { mavenHint } from './java/maven.ts';
import { localPaths } from './paths.ts';
import { roomBytes, roomNeededBytes } from '../machine/diskSpace.ts';
import { exists } from './runningChain.ts';

/** Heaps, what a Java process takes beside its heap, and Node. */
const besideHeapsBytes = 700 * 2 ** 20;
const jarRoomBytes = 600 * 2 ** 20;

/** All checks, whatever fails. */
export async function doctor(
  { folder, chain }: ChainFolder,
  environment: Environment,
): Promise<readonly Check[]> {
  const jars = await Promise.all(
    [kafkaJars, sparkJars].map(async (set) => ({
      set,
      isHere: (await presentJars(set, environment)) !== undefined,
    })),
  );
  const areHere = jars.every(({ isHere }) => isHere);
  const { kafka, spark } = chain.sizing;
  return Promise.all([
    nodeCheck(),
    javaCheck(environment),
    mavenCheck(environment, areHere),
    Promise.resolve(memoryCheck(kafka.memory + spark.memory + besideHeapsBytes)),
    folderCheck('folder', 'folder of the chain', folder, roomNeededBytes),
    folderCheck('cache', 'cache of jars', cacheFolder(environment), areHere ? 0 : jarRoomBytes),
    ...jars.map(({ set, isHere }) =>
      Promise.resolve<Check>({
        id: `jars-${set.id}`,
        title: `jars of ${set.title}`,
        ok: true,
        found: isHere ? jarFolder(cacheFolder(environment), set) : 'not fetched yet',
        needed: 'fetched by the first courant up',
        hint: null,
      }),
    ),
    layoutCheck(folder),
  ]);
}

function nodeCheck(): Promise<Check> {
  // bin/courant.mjs refuses older ones before anything else.
  return Promise.resolve({
    id: 'node',
    title: 'Node',
    ok: true,
    found: process.versions.node,
    needed: `${nodeVersion} or later`,
    hint: null,
  });
}

async function javaCheck(environment: Environment): Promise<Check> {
  const java = await findJava(environment);
  const problem = javaProblem(java);
  return {
    id: 'java',
    title: 'JDK',
    ok: problem === undefined,
    found: problem ?? `${java?.version} at ${java?.java} (${java?.from})`,
    needed: javaNeeded,
    hint: problem === undefined ? null : javaHint,
  };
}

async function mavenCheck(environment: Environment, areJarsHere: boolean): Promise<Check> {
  const maven = await findProgram('mvn', environment);
  const ok = maven !== undefined || areJarsHere;
  return {
    id: 'maven',
    title: 'Maven',
    ok,
    found: maven ?? (areJarsHere ? 'none, but all jars are here' : 'no "mvn" on PATH'),
    needed: 'Maven 3.6 or later, until the jars are here',
    hint: ok ? null : mavenHint,
  };
}

function memoryCheck(neededBytes: number): Check {
  const ok = totalmem() >= neededBytes;
  return {
    id: 'memory',
    title: 'memory',
    ok,
    found: formatSize(totalmem()),
    needed: formatSize(neededBytes),
    hint: ok ? null : 'lower sizing.kafka.memory or sizing.spark.memory in chain.config.ts',
  };
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
  const room = (await roomBytes(at)) ?? Number.POSITIVE_INFINITY;
  const hasRoom = room >= neededBytes;
  const free = Number.isFinite(room) ? `, ${formatSize(room)} free` : '';
  return {
    id,
    title,
    ok: canWrite && hasRoom,
    found: `${folder}${canWrite ? '' : ', which cannot be written'}${free}`,
    needed: `a folder that can be written, with ${formatSize(neededBytes)} free`,
    hint: hint(id, canWrite, hasRoom),
  };
}

function hint(id: string, canWrite: boolean, hasRoom: boolean): string | null {
  if (canWrite && hasRoom) return null;
  if (id === 'cache') return 'set COURANT_CACHE to a folder elsewhere';
  return canWrite ? 'free some space' : 'change its permissions, or move the chain';
}

/** The folder itself or, where it is not made yet, the one it would be made in. */
async function nearestFolder(folder: string): Promise<string> {
  const parent = dirname(folder);
  return (await exists(folder)) || parent === folder ? folder : nearestFolder(parent);
}

async function layoutCheck(folder: string): Promise<Check> {
  const { root } = localPaths(folder);
  const isFile = (await exists(root)) && !(await exists(`${root}/.`));
  return {
    id: 'state',
    title: 'state of the chain',
    ok: !isFile,
    found: isFile ? `${root} is a file` : (await exists(root)) ? root : 'none yet',
    needed: 'a folder, or nothing',
    hint: isFile ? `remove the file ${root}` : null,
  };
}
