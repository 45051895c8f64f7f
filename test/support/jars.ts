/** The broker's jars, by Maven, once a machine. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { kafkaVersion, scalaVersion } from '../../chain/versions.ts';

const pom = path.join(import.meta.dirname, 'kafka-pom.xml');

function cacheFolder(): string {
  const { COURANT_CACHE, XDG_CACHE_HOME } = process.env;
  return COURANT_CACHE ?? path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'courant');
}

/** Folder for what tests make once a machine: jars and class-data archives. */
export const testCache = path.join(cacheFolder(), 'test');

/** Absolute paths of the jars, sorted: class-data archives need the same order each time. */
export async function brokerJars(): Promise<string[]> {
  const folder = path.join(testCache, `kafka-${kafkaVersion}`);
  if (!existsSync(folder)) await fetchJars(folder);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar')).sort();
  return names.map((name) => path.join(folder, name));
}

/** Several workers may do this at once: each fills a folder of its own, the first to finish wins. */
async function fetchJars(folder: string): Promise<void> {
  await mkdir(testCache, { recursive: true });
  const own = await mkdtemp(`${folder}.`);
  await promisify(execFile)('mvn', [
    '--quiet',
    '--batch-mode',
    `--file=${pom}`,
    'dependency:copy-dependencies',
    `-Dkafka.version=${kafkaVersion}`,
    `-Dscala.version=${scalaVersion}`,
    `-DoutputDirectory=${own}`,
  ]);
  await rename(own, folder).catch(() => rm(own, { recursive: true, force: true }));
}
