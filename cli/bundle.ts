/** Runs a definition file: TypeScript, JavaScript or JSON, bundled in memory, never written anywhere. */
import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Message, Plugin } from 'esbuild';
import { CourantError } from '../chain/errors.ts';

/**
 * What the file exports as default.
 * @param file how the user knows it
 * @throws CourantError COURANT_CONFIG_INVALID with file, line and column; COURANT_CONFIG_MISSING when it exports nothing
 */
export async function importDefinition(path: string, file: string): Promise<unknown> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CourantError({
      code: 'COURANT_CONFIG_MISSING',
      message: `"${file}" cannot be read: ${reasonOf(cause)}`,
      hint: 'check its permissions',
      cause,
    });
  });
  if (source.trim() === '') throw exportsNothing(file, 'is empty');
  return exportedBy(await run(await bundle(path, file), file), file);
}

/** One module that imports nothing but Node's own: that is all a data URL may import. */
async function bundle(path: string, file: string): Promise<string> {
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
      sourcemap: 'inline',
      logLevel: 'silent',
      define: { 'import.meta.url': address },
      banner: {
        js: `import { createRequire as $require } from 'node:module'; const require = $require(${address});`,
      },
      plugins: [courantItself],
    });
    return outputFiles[0]?.text ?? '';
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

async function run(code: string, file: string): Promise<object> {
  process.setSourceMapsEnabled(true);
  try {
    const address = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
    return (await import(address)) as object;
  } catch (thrown) {
    throw new CourantError({
      code: 'COURANT_CONFIG_INVALID',
      message: `${file} failed while it ran${placeOf(thrown, file)}`,
      details: [reasonOf(thrown)],
      left: 'nothing was started',
      hint: `mend ${file}; it may use anything that Node has`,
      cause: thrown,
    });
  }
}

/** ` at line 3, column 5`, from the stack. */
function placeOf(thrown: unknown, file: string): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const line = stack.split('\n').find((frame) => frame.includes(file));
  const place = /:(\d+):(\d+)\)?$/.exec(line ?? '');
  return place === null ? '' : ` at line ${place[1]}, column ${place[2]}`;
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
  const start = Math.max(0, column - 60);
  const shown = lineText.slice(start, start + 90);
  return [
    `${file}:${line}:${column + 1}: ${text}`,
    `    ${shown}`,
    `    ${' '.repeat(column - start)}^`,
  ];
}

function placeIn(problem: Message | undefined, file: string): string {
  const line = problem?.location?.line;
  return line === undefined ? file : `line ${line} of ${problem?.location?.file ?? file}`;
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
