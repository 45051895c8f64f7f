/** The broker's jars: those of the chain itself, fetched once a machine. */
import path from 'node:path';
import { cacheFolder } from '../../targets/machine/environment.ts';
import { fetchJars, presentJars } from '../../targets/local/java/fetchJars.ts';
import { kafkaJars } from '../../targets/local/java/jarSets.ts';
import type { JarSet } from '../../targets/local/java/jarSets.ts';

/** Folder for what tests make once a machine: class-data archives. */
export const testCache = path.join(cacheFolder(process.env), 'test');

/** Absolute paths of the jars, sorted: class-data archives need the same order each time. */
export function brokerJars(): Promise<readonly string[]> {
  return jarsOf(kafkaJars);
}

export async function jarsOf(set: JarSet): Promise<readonly string[]> {
  const present = await presentJars(set, process.env);
  if (present !== undefined) return present;
  await fetchJars(set, {
    environment: process.env,
    signal: new AbortController().signal,
    step: { progress: () => undefined },
  });
  return jarsOf(set);
}
