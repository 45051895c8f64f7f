/**
 * The cdk8s app of this package (main.ts), run in this process with the definition of any chain: bundled once with all
 * that it is made of, so that a cold process has the manifests in a third of the time that loading takes.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { buildHomes, isWritable } from '../../../bin/build.mjs';
import { CourantError } from '../../../chain/errors.ts';
import type { Shell } from '../../shell.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What main.ts reads of its process, and the definition that stands in for its own. */
export interface AppInput {
  /** What the definition's file exports. */
  readonly definition: unknown;
  /** The chain's folder, in which its queries lie. */
  readonly folder: string;
  /** How the user knows the definition. */
  readonly file: string;
  /** A definition whose defaults were filled in already, for the profile that it names and no other. */
  readonly isComplete: boolean;
  /** Where the manifests are written; absolute. */
  readonly output: string;
  readonly environment: Shell['environment'];
}

/** @throws CourantError as main.ts throws it, COURANT_FOLDER_UNUSABLE */
export async function runApp(input: AppInput): Promise<void> {
  const bundle = await ensureBundle();
  try {
    execute(bundle, input);
  } catch (thrown) {
    throw asOurs(thrown);
  }
}

async function ensureBundle(): Promise<string> {
  const home = buildHomes().find(isWritable);
  if (home === undefined) {
    throw new CourantError({
      code: 'COURANT_FOLDER_UNUSABLE',
      message: `no folder to build in: ${buildHomes().join(', ')}`,
      left: 'nothing was written',
      hint: 'make one of them writable, or set COURANT_CACHE',
    });
  }
  const folder = join(home, 'synth');
  const bundle = join(folder, 'main.cjs');
  if (!isFresh(folder)) await makeBundle(folder, bundle);
  return bundle;
}

function isFresh(folder: string): boolean {
  try {
    const inputs = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8')) as object;
    return Object.entries(inputs).every(([file, stamp]) => stamp === stampOf(file));
  } catch {
    return false;
  }
}

function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}`;
}

async function makeBundle(folder: string, bundle: string): Promise<void> {
  const { build } = await import('esbuild');
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['main.ts'],
    outfile: bundle,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'definition',
        setup(bundler) {
          const filter = /^\.\/chain\.config\.ts$/;
          const namespace = 'definition';
          bundler.onResolve({ filter }, ({ path }) => ({ path, namespace }));
          bundler.onLoad({ filter: /.*/, namespace }, () => ({
            contents: 'export default definition',
          }));
        },
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  rmSync(`${bundle}.cache`, { force: true });
  writeWhole(bundle, outputFiles[0]?.contents ?? '');
  const sources = Object.keys(metafile.inputs).map((file) => resolve(root, file));
  const inputs = [...sources.filter((file) => !file.includes('node_modules')), process.execPath]
    .concat(join(root, 'package.json'))
    .filter((file) => existsSync(file));
  const stamps = Object.fromEntries(inputs.map((file) => [file, stampOf(file)]));
  writeWhole(join(folder, 'inputs.json'), JSON.stringify(stamps));
}

/** Another process may be reading it: it has the file as it was, or as it will be. */
function writeWhole(file: string, content: string | Uint8Array): void {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, content);
  renameSync(own, file);
}

/** Most of a cold start is compiling: V8 keeps what it compiled last time beside the bundle. */
function execute(bundle: string, input: AppInput): void {
  const compiled = `${bundle}.cache`;
  const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
  const text = readFileSync(bundle, 'utf8');
  const script = new Script(
    `(function (exports, require, module, process, definition) {${text}\n})`,
    { filename: bundle, cachedData },
  );
  const app = script.runInThisContext() as (...given: unknown[]) => void;
  app({}, createRequire(bundle), { exports: {} }, processOf(input), input.definition);
  if (cachedData === undefined || script.cachedDataRejected === true) {
    writeWhole(compiled, script.createCachedData());
  }
}

/** The process as main.ts sees it: it stands in the chain's folder, and is told where to write. */
function processOf({ folder, file, isComplete, output, environment }: AppInput): unknown {
  const env = {
    ...environment,
    CDK8S_OUTDIR: output,
    COURANT_CONFIG: file,
    COURANT_COMPLETE: isComplete ? '1' : '',
  };
  return Object.create(process, { env: { value: env }, cwd: { value: () => folder } }) as unknown;
}

/** The bundle has a class of errors of its own. */
function asOurs(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown.name !== 'CourantError') return thrown;
  const { code, message, details, left, hint } = thrown as CourantError;
  return new CourantError({
    code,
    message,
    details,
    cause: thrown,
    ...(left === undefined ? {} : { left }),
    ...(hint === undefined ? {} : { hint }),
  });
}
