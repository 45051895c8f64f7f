/** Sources of the manifests: the definition in each profile, and the texts of the queries. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ChainDefinition, ChainInput, Engine } from '../chain/chain.ts';
import { queryFolders, resolveChain } from '../chain/chain.ts';
import { CourantError } from '../chain/errors.ts';
import { kubernetesTopicProblem, topicNames } from '../chain/names.ts';
import { queryFile, queryNames } from '../chain/queryFiles.ts';
import type { ChainSource, QueryTexts } from './legs.ts';

const profiles = ['laptop', 'production'] as const;
export type Profile = (typeof profiles)[number];

export interface ProfileSource extends ChainSource {
  readonly profile: Profile;
}

export interface DefinitionPlace {
  /** In which the queries' folder lies. */
  readonly folder: string;
  /** How the user knows the definition. */
  readonly file: string;
  /** A definition whose defaults were filled in already, for the profile that it names. */
  readonly isComplete?: boolean;
}

/**
 * The definition in the profile it names, and in the other where that is possible.
 * @param written what `file` exports
 * @param skipped called with the reason where the other profile is impossible
 * @throws CourantError COURANT_CONFIG_INVALID, COURANT_QUERY_INVALID
 */
export function readProfiles(
  written: ChainInput,
  { folder, file, isComplete = false }: DefinitionPlace,
  skipped: (profile: Profile, reason: CourantError) => void,
): ProfileSource[] {
  const chain = resolveChain(written, file);
  const queries = readQueries(chain, folder);
  return profiles.flatMap((profile) => {
    if (profile === chain.profile) return [{ profile, chain, ...queries }];
    if (isComplete) return [];
    try {
      return [{ profile, chain: resolveChain({ ...written, profile }, file), ...queries }];
    } catch (error) {
      if (!(error instanceof CourantError)) throw error;
      skipped(profile, error);
      return [];
    }
  });
}

/**
 * Text of each query, by its name, for each engine; a query's name is its own over all engines.
 * @throws CourantError COURANT_QUERY_INVALID
 */
export function readQueries(chain: ChainDefinition, folder: string): QueryTexts {
  const taken: string[] = Object.values(topicNames);
  const texts: Partial<Record<Engine, Record<string, string>>> = {};
  for (const { engine, folder: written } of queryFolders(chain)) {
    const path = resolve(folder, written);
    const names = readQueryNames(path, written);
    const problems = nameProblems(names, taken);
    if (problems.length > 0) throw invalid(`${written} cannot go to Kubernetes`, problems);
    texts[engine] = Object.fromEntries(
      names.map((name) => [name, readFileSync(join(path, queryFile(name)), 'utf8')]),
    );
  }
  return { queries: texts.spark ?? {}, flinkQueries: texts.flink ?? {} };
}

/** @param taken names of topics that there are; grows by these */
function nameProblems(names: readonly string[], taken: string[]): string[] {
  return names.flatMap((name) => {
    const problem = kubernetesTopicProblem(name, taken);
    taken.push(name);
    return problem === undefined ? [] : [problem, '  → rename the file'];
  });
}

function readQueryNames(path: string, written: string): string[] {
  try {
    const names = queryNames(readdirSync(path, { withFileTypes: true }));
    if (names.length > 0) return names;
  } catch (cause) {
    throw invalid(`the query folder "${written}" cannot be read`, [String(cause)]);
  }
  throw invalid(`the query folder "${written}" has no .sql file`, []);
}

function invalid(message: string, details: readonly string[]): CourantError {
  return new CourantError({
    code: 'COURANT_QUERY_INVALID',
    message,
    details,
    left: 'nothing was written',
  });
}
