/** Which files of a folder are queries. The runner's `QueryFolder` goes by the same rule. */

const ending = '.sql';

/** What a folder's listing tells of an entry. */
export interface FolderEntry {
  readonly name: string;
  isDirectory(): boolean;
}

/** Names of the queries, which are those of their output topics, sorted. */
export function queryNames(entries: readonly FolderEntry[]): string[] {
  return entries
    .filter((entry) => entry.name.endsWith(ending) && !entry.isDirectory())
    .map(({ name }) => name.slice(0, -ending.length))
    .sort();
}

/** Name of the file that holds a query. */
export function queryFile(query: string): string {
  return `${query}${ending}`;
}
