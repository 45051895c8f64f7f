/** How the files of a replay are named: what a glob is, and what a file's ending says of its rows. */

/** A table; a JSON object a line; an array of JSON objects. */
export type FileLayout = 'table' | 'lines' | 'array';

const layouts: Readonly<Record<string, FileLayout>> = {
  '.csv': 'table',
  '.tsv': 'table',
  '.txt': 'table',
  '.ndjson': 'lines',
  '.jsonl': 'lines',
  '.json': 'array',
};

/** What the names of files that can be replayed end in, in lower case. */
export const endings: readonly string[] = Object.keys(layouts);

/** @returns `undefined` when a file called so cannot be replayed */
export function layoutOf(path: string): FileLayout | undefined {
  const ending = /[^/](\.[^./]*)$/.exec(path)?.[1];
  return ending === undefined ? undefined : layouts[ending.toLowerCase()];
}

/** `*` and `?` within a name, `**` over folders; braces and brackets stand for themselves. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** A glob as the folder in which it begins, which has no glob in it, and the rest, without the slash between them. */
export function splitGlob(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split('/');
  const first = parts.findIndex(isGlob);
  return { folder: parts.slice(0, first).join('/'), rest: parts.slice(first).join('/') };
}
