/** The examples of the package as the beginning of a chain of one's own. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CourantError } from '../../../chain/errors.ts';
import { nearest } from '../../../chain/words/nearest.ts';
import { quote } from '../../../chain/words/quote.ts';
import { filesUnder } from '../../../targets/machine/files.ts';
import { dependencyOnCourant, ignoredText } from './initFiles.ts';
import type { NewFiles } from './initFiles.ts';

const folder = fileURLToPath(new URL('../../../examples', import.meta.url));
/** What running an example where it is leaves there. */
const left = new Set(['.courant', 'node_modules', 'build', 'package-lock.json']);

/** Names of the examples that are there, sorted. */
export function exampleNames(): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'chain.config.ts')))
    .sort();
}

/** @throws CourantError COURANT_USAGE where there is no such example, or files are to be replayed too */
export function assertExample(name: string, from: string | undefined): void {
  const known = exampleNames();
  if (!known.includes(name)) throw unknownExample(name, known);
  if (from === undefined) return;
  throw new CourantError({
    code: 'COURANT_USAGE',
    message: '--example and --from are both given: an example has a source of its own',
    left: 'nothing was written',
    hint: 'leave one of the two away',
  });
}

function unknownExample(name: string, known: readonly string[]): CourantError {
  const meant = nearest(name, known);
  return new CourantError({
    code: 'COURANT_USAGE',
    message: `there is no example ${quote(name)}`,
    left: 'nothing was written',
    hint: meant === undefined ? `name one of ${known.join(', ')}` : `did you mean "${meant}"?`,
  });
}

/** The files of an example as they are copied; its manifest depends on the package as any new chain does. */
export async function exampleFiles(name: string): Promise<NewFiles> {
  const home = join(folder, name);
  const paths = (await filesUnder(home)).map((path) => relative(home, path)).sort();
  const copied = paths.filter((path) => !left.has(path.split(sep)[0] ?? '') && path !== manifest);
  return {
    texts: { [manifest]: await manifestOf(home), '.gitignore': ignoredText },
    copies: Object.fromEntries(copied.map((path) => [path, join(home, path)])),
  };
}

const manifest = 'package.json';

async function manifestOf(home: string): Promise<string> {
  const written = JSON.parse(await readFile(join(home, manifest), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const dependencies = { ...written.dependencies, courant: await dependencyOnCourant() };
  return `${JSON.stringify({ ...written, dependencies }, null, 2)}\n`;
}
