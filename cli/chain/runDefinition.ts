/** Runs a definition file: TypeScript, JavaScript or JSON, bundled in memory, never written anywhere. */
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { basename, dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Message, Plugin } from 'esbuild';
import { CourantError } from '../../chain/errors.ts';
import { quote } from '../../chain/words/quote.ts';
import { evaluate } from './evaluation.ts';
import type { EvaluationOptions } from './evaluation.ts';

/**
 * What the file exports as default; a promise is awaited, like the file itself.
 * @param file how the user knows it
 * @throws CourantError COURANT_CONFIG_INVALID with file, line and column; COURANT_CONFIG_MISSING when it exports nothing;
 * COURANT_INTERRUPTED
 */
export async function importDefinition(
  path: string,
  file: string,
  options: EvaluationOptions = {},
): Promise<unknown> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CourantError({
      code: 'COURANT_CONFIG_MISSING',
      message: `"${file}" cannot be read: ${reasonOf(cause)}`,
      hint: 'check its permissions',
      cause,
    });
  });
  if (source.trim() === '') throw exportsNothing(file, 'is empty');
  const code = await bundle(path, file);
  const exported = async (): Promise<unknown> =>
    exportedBy(await run(code, { source, file }), file);
  return evaluate(file, exported, options);
}

interface Bundle {
  readonly code: string;
  /** Source map, JSON. */
  readonly map: string;
}

/** One module that imports nothing but Node's own: that is all a data URL may import. */
async function bundle(path: string, file: string): Promise<Bundle> {
  const { build } = await import('esbuild');
  const address = JSON.stringify(pathToFileURL(path).href);
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: 'external',
      outfile: 'definition.js',
      logLevel: 'silent',
      define: { 'import.meta.url': address },
      banner: {
        js: `import { createRequire as $require } from 'node:module'; const require = $require(${address});`,
      },
      plugins: [courantItself],
    });
    const textOf = (ending: string): string =>
      outputFiles.find((output) => output.path.endsWith(ending))?.text ?? '';
    return { code: textOf('.js'), map: textOf('.js.map') };
  } catch (thrown) {
    throw notReadable(thrown, file);
  }
}

/** `import { defineChain } from 'courant'` means this package, installed beside the file or not. */
const courantItself: Plugin = {
  name: 'courant',
  setup(bundler) {
    bundler.onResolve({ filter: /^courant$/ }, ({ path }) => ({ path, namespace: 'courant' }));
    // All that a definition needs of it at run time; its types are gone by then.
    bundler.onLoad({ filter: /.*/, namespace: 'courant' }, () => ({
      contents: 'export const defineChain = (chain) => chain;',
    }));
  },
};

interface Written {
  readonly source: string;
  readonly file: string;
}

async function run({ code, map }: Bundle, { source, file }: Written): Promise<object> {
  try {
    const address = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
    return (await import(address)) as object;
  } catch (thrown) {
    const place = placeOf(thrown, map);
    const isOwn = place !== undefined && basename(place.file) === file;
    const lines = isOwn ? marked(source.split('\n')[place.line - 1] ?? '', place.column - 1) : [];
    const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `;
    throw new CourantError({
      code: 'COURANT_CONFIG_INVALID',
      message: `${file} failed while it ran`,
      details: [`${where}${reasonOf(thrown)}`, ...lines],
      left: 'nothing was started',
      hint: hintFor(thrown, place === undefined ? file : `line ${place.line} of ${place.file}`),
      cause: thrown,
    });
  }
}

function hintFor(thrown: unknown, place: string): string {
  const isUnimported =
    thrown instanceof ReferenceError && thrown.message.startsWith('defineChain ');
  return isUnimported ? `add at the top: import { defineChain } from 'courant';` : `mend ${place}`;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where in the user's files it was thrown; lines and columns from 1. */
function placeOf(thrown: unknown, map: string): Place | undefined {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const frame = /data:text\/javascript;base64,[^:)\s]*:(\d+):(\d+)/.exec(stack);
  if (frame === null || map === '') return undefined;
  const payload = JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0];
  const entry = new SourceMap(payload).findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
  if (!('originalSource' in entry)) return undefined;
  const { originalSource, originalLine, originalColumn } = entry;
  return { file: originalSource, line: originalLine + 1, column: originalColumn + 1 };
}

async function exportedBy(module: object, file: string): Promise<unknown> {
  if (!('default' in module)) {
    const named = Object.keys(module);
    const what =
      named.length === 0
        ? 'exports nothing'
        : `exports ${named.map((n) => `"${n}"`).join(', ')} but no default`;
    throw exportsNothing(file, what);
  }
  const written = await module.default;
  if (written === undefined || written === null) throw exportsNothing(file, `exports ${written}`);
  return written;
}

function exportsNothing(file: string, what: string): CourantError {
  const hint =
    extname(file) === '.json'
      ? 'write { "name": "my-chain" }'
      : 'write: export default defineChain({ name: "my-chain" })';
  return new CourantError({
    code: 'COURANT_CONFIG_MISSING',
    message: `${file} ${what}`,
    left: 'nothing was started',
    hint,
  });
}

function notReadable(thrown: unknown, file: string): CourantError {
  const problems = (thrown as Partial<BuildFailure>).errors ?? [];
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`;
  return new CourantError({
    code: 'COURANT_CONFIG_INVALID',
    message:
      problems.length === 0
        ? `${file} cannot be read: ${reasonOf(thrown)}`
        : `${file} has ${count}`,
    details: problems.flatMap(describeProblem),
    left: 'nothing was started',
    hint: problems.length === 0 ? undefined : `mend ${placeIn(problems[0], file)}`,
    cause: thrown,
  });
}

/** The place, the reason, and the line with a mark under it. */
function describeProblem({ text, location }: Message): string[] {
  if (location === null) return [text];
  const { file, line, column, lineText } = location;
  return [`${file}:${line}:${column + 1}: ${text}`, ...marked(lineText, column)];
}

/** A line of source, cut around its column, and a mark under it. */
function marked(line: string, column: number): string[] {
  const start = Math.max(0, column - 60);
  return [
    `  ${line.slice(start, start + 90).replaceAll('\t', ' ')}`,
    `  ${' '.repeat(Math.max(0, column - start))}^`,
  ];
}

function placeIn(problem: Message | undefined, file: string): string {
  const line = problem?.location?.line;
  return line === undefined ? file : `line ${line} of ${problem?.location?.file ?? file}`;
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error
    ? `${thrown.name}: ${thrown.message}`
    : `it threw ${quote(thrown)}`;
}
