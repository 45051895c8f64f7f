/** The sources of the house, and which file imports which; types included. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

export interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

const folders = [
  'chain',
  'charts',
  'kafka',
  'generator',
  'verify',
  'targets',
  'page',
  'deck',
  'cli',
];
const around = [
  'bin',
  'tools',
  'bench',
  'examples',
  'spark/src/main',
  'flink/src/main',
  'runner/src/main',
];

/** All that is written by hand and shipped, or helps to make it: no tests, nothing generated. */
export function sourcesOf(root: string): Source[] {
  const paths = [...folders, ...around].flatMap((folder) => filesBelow(join(root, folder)));
  return [...paths, join(root, 'main.ts')].map((path) => ({
    path: relative(root, path).split(sep).join('/'),
    text: readFileSync(path, 'utf8'),
  }));
}

/** What is in an example's folder once it was run there. */
const madeHere = new Set(['node_modules', 'build', '.courant']);

export function filesBelow(folder: string): string[] {
  // A house may lack a folder: another commit of it, say.
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return madeHere.has(entry.name) ? [] : filesBelow(path);
    return /(?<!\.d)\.tsx?$|\.m?js$|\.java$/.test(entry.name) ? [path] : [];
  });
}

/** By path, the paths that a file imports: statically, dynamically, or for their types alone. */
export type Imports = ReadonlyMap<string, readonly string[]>;

export function importsOf(sources: readonly Source[]): Imports {
  const known = new Set(sources.map(({ path }) => path));
  return new Map(
    sources
      .filter(({ path }) => !path.endsWith('.java'))
      .map(({ path, text }) => [path, importedBy(path, text).filter((other) => known.has(other))]),
  );
}

function importedBy(path: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(dirname(path), fileName));
}
