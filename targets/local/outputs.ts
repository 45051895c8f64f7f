/** Output topics that were made here: by them a start finds the queries whose files are gone. */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { queryFolders } from '../../chain/chain.ts';
import type { ChainDefinition } from '../../chain/chain.ts';
import { topicNamePattern } from '../../chain/names.ts';
import { queryNames } from '../../chain/queryFiles.ts';
import type { Kafka } from '../../kafka/client.ts';
import { readJsonFile, writeJsonFile } from '../machine/jsonFile.ts';
import type { LocalPaths } from './paths.ts';

const outputsFile = z.array(z.string().regex(topicNamePattern));

/** Names of the queries of all engines, which are those of their output topics. */
export async function readQueryNames(
  chainFolder: string,
  chain: ChainDefinition,
): Promise<string[]> {
  const read = queryFolders(chain).map(({ folder }) =>
    readdir(resolve(chainFolder, folder), { withFileTypes: true }),
  );
  return (await Promise.all(read)).flatMap(queryNames).sort();
}

/** Queries that had a topic or a checkpoint here and are not among `queries` any more, sorted. */
export async function goneQueries(
  paths: LocalPaths,
  queries: readonly string[],
): Promise<string[]> {
  const made = (await readJsonFile(paths.outputs, outputsFile)) ?? [];
  const begun = await readdir(paths.checkpoints).catch(() => []);
  const known = new Set([...made, ...begun]);
  return [...known].filter((query) => !queries.includes(query)).sort();
}

/** To be called before the topics are declared, so that a start that is cut short is known of. */
export function recordOutputs(paths: LocalPaths, queries: readonly string[]): Promise<void> {
  return writeJsonFile(paths.outputs, queries);
}

/** Removes what is left of queries that are gone; what they reported the runner withdraws, which reports for all. */
export async function removeGone(
  paths: LocalPaths,
  gone: readonly string[],
  kafka: Kafka,
): Promise<void> {
  await kafka.deleteTopics(gone);
  for (const query of gone) {
    await rm(join(paths.checkpoints, query), { recursive: true, force: true });
  }
}
