/** Problems of the query folder that show without Spark, before anything starts. */
import { access, constants, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { queryFolders } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { nearest } from '../../chain/words/nearest.ts';
import { collisionName, topicNameProblem, topicNames } from '../../chain/names.ts';
import { queryFile, queryNames } from '../../chain/queryFiles.ts';
import type { ChainFolder } from '../../targets/target.ts';

/**
 * Names of the chain's queries, sorted.
 * @throws CourantError COURANT_QUERY_INVALID with all problems at once; COURANT_CONFIG_INVALID for settings of a topic
 * that nothing writes
 */
export async function checkQueries({ folder, chain, file }: ChainFolder): Promise<string[]> {
  const taken: string[] = [];
  for (const { folder: written, field } of queryFolders(chain)) {
    const path = resolve(folder, written);
    const names = await readQueryNames(path, { written, field, file });
    const problems = [...nameProblems(names, taken), ...(await unreadable(path, names))];
    if (problems.length > 0) throw invalid(written, problems);
    taken.push(...names);
  }
  checkTopics(Object.keys(chain.topics), taken, file);
  return taken.sort();
}

/** Names of the queries whose files are there now; `undefined` where their folder cannot be read. */
export async function queryFileNames({
  folder,
  chain,
}: ChainFolder): Promise<string[] | undefined> {
  const read = queryFolders(chain).map(({ folder: written }) =>
    readdir(resolve(folder, written), { withFileTypes: true }),
  );
  return Promise.all(read).then(
    (entries) => entries.flatMap(queryNames).sort(),
    () => undefined,
  );
}

/** A folder of queries as the definition has it. */
interface Written {
  readonly written: string;
  /** Like `queries.folder`. */
  readonly field: string;
  readonly file: string;
}

async function readQueryNames(path: string, { written, field, file }: Written): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'ENOENT'
          ? 'there is no such folder'
          : cause.code === 'ENOTDIR'
            ? 'it is a file, not a folder'
            : `it cannot be read (${cause.code})`;
      throw new CourantError({
        code: 'COURANT_QUERY_INVALID',
        message: `the query folder "${written}" is not usable: ${why}`,
        details: [`looked in ${path}`],
        left: 'nothing was started',
        hint: `make the folder, or set ${field} in ${file}`,
        cause,
      });
    },
  );
  const names = queryNames(entries);
  if (names.length > 0) return names;
  throw new CourantError({
    code: 'COURANT_QUERY_INVALID',
    message: `the query folder "${written}" has no .sql file`,
    left: 'nothing was started',
    hint: `put one SELECT into ${join(written, 'my_query.sql')}; the file's name is its output topic`,
  });
}

/** @param taken by the queries of another engine: a name is a topic's, whoever writes to it */
function nameProblems(names: readonly string[], taken: readonly string[]): string[] {
  const own = new Map(
    Object.values<string>(topicNames).map((topic) => [collisionName(topic), topic]),
  );
  return names.flatMap((name, index) => {
    const reserved = own.get(collisionName(name));
    const problem =
      reserved === undefined
        ? (doubled(name, taken) ?? topicNameProblem(name, [...taken, ...names.slice(0, index)]))
        : `its rows would go to the chain's own topic "${reserved}"`;
    return problem === undefined ? [] : [`${queryFile(name)}: ${problem}`, '  → rename the file'];
  });
}

function doubled(name: string, taken: readonly string[]): string | undefined {
  return taken.includes(name) ? 'another engine has a query of this name' : undefined;
}

async function unreadable(path: string, names: readonly string[]): Promise<string[]> {
  const problems = names.map(async (name) => {
    const file = join(path, queryFile(name));
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && !found.isFile()) return `${queryFile(name)}: it is not a file`;
    const canRead = await access(file, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (!canRead) return `${queryFile(name)}: it cannot be read`;
    return found?.size === 0 ? `${queryFile(name)}: it is empty` : undefined;
  });
  return (await Promise.all(problems)).flatMap((problem) =>
    problem === undefined ? [] : [problem, '  → make it one streaming SELECT, or remove it'],
  );
}

function invalid(folder: string, problems: readonly string[]): CourantError {
  const count = problems.filter((line) => !line.startsWith(' ')).length;
  return new CourantError({
    code: 'COURANT_QUERY_INVALID',
    message: `${folder} has ${count === 1 ? '1 problem' : `${count} problems`}`,
    details: problems,
    left: 'nothing was started',
  });
}

/** Settings of a topic that nothing writes are a typing error. */
function checkTopics(written: readonly string[], queries: readonly string[], file: string): void {
  const known = [...Object.values<string>(topicNames), ...queries];
  const strangers = written.filter((topic) => !known.includes(topic));
  if (strangers.length === 0) return;
  throw new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message: `${file} has ${strangers.length === 1 ? '1 problem' : `${strangers.length} problems`}`,
    details: strangers.flatMap((topic) => {
      const meant = nearest(topic, known);
      return [
        `topics.${topic}: no query writes a topic "${topic}"`,
        `  → ${meant === undefined ? `name one of ${known.join(', ')}` : `did you mean "${meant}"?`}`,
      ];
    }),
    left: 'nothing was started',
  });
}
