/**
 * `npm run synth`: bundles main.ts with a definition when one of its sources is newer than the last bundle, then runs it.
 * `node bin/tool.mjs synth [--config FILE] [--output FOLDER]`; what `npx cdk8s synth` calls. With `--definition FILE.json`, a
 * definition that is complete already, only the profile that it names is written, for the queries of the current folder.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Script } from 'node:vm';
import { buildHomes, isWritable, prune } from '../bin/build.mjs';
import { CourantError } from '../chain/errors.ts';
import { root, runTool } from './tool.ts';

const help = `Writes the manifests of both profiles.

  --config FILE           the definition; default: chain.config.ts in this folder
  --definition FILE.json  one that is complete already: only the profile that it names is written
  --output FOLDER         default: dist beside the definition
`;

const text = { type: 'string' } as const;
const options = { config: text, definition: text, output: text };

await runTool({ name: 'synth', help, options }, async ({ values }) => {
  const written = values.definition ?? values.config ?? 'chain.config.ts';
  const config = resolve(written);
  if (!existsSync(config)) {
    throw new CourantError({
      code: 'COURANT_CONFIG_MISSING',
      message: `there is no "${written}"`,
      hint: 'go to the folder of a chain, or name its definition with --config',
    });
  }
  const folder = values.definition === undefined ? dirname(config) : process.cwd();
  const output = resolve(values.output ?? process.env['CDK8S_OUTDIR'] ?? join(folder, 'dist'));
  const bundle = await ensureBundle(config);
  const startMs = Date.now();
  process.env['CDK8S_OUTDIR'] = output;
  process.env['COURANT_CONFIG'] = basename(config);
  if (values.definition !== undefined) process.env['COURANT_COMPLETE'] = '1';
  process.chdir(folder);
  run(bundle);
  for (const place of [output, join(output, 'production')]) {
    const files = removeOlder(place, startMs);
    // Progress: what stands where now.
    if (files > 0)
      process.stderr.write(`wrote ${files} files to ${relative(process.cwd(), place)}/\n`);
  }
});

/** One bundle a definition; beside it the sources it was made from, as they were. */
async function ensureBundle(config: string): Promise<string> {
  const name = createHash('sha256').update(config).digest('hex').slice(0, 12);
  const homes = buildHomes();
  const home = homes.find(isWritable);
  if (home === undefined) throw new Error(`no folder to build in: ${homes.join(', ')}`);
  const folder = join(home, `synth-${name}`);
  const bundle = join(folder, 'main.cjs');
  if (!isFresh(folder)) {
    await makeBundle(config, folder, bundle);
    prune(home, /^synth-/);
  }
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

async function makeBundle(config: string, folder: string, bundle: string): Promise<void> {
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
        // The one that was asked for stands in for the package's own; in it `courant` is this package's sources.
        setup(bundler) {
          bundler.onResolve({ filter: /^\.\/chain\.config\.ts$/ }, () => ({ path: config }));
          bundler.onResolve({ filter: /^courant$/ }, () => ({
            path: join(root, 'chain/chain.ts'),
          }));
        },
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  rmSync(`${bundle}.cache`, { force: true });
  writeFileSync(bundle, outputFiles[0]?.contents ?? '');
  const sources = Object.keys(metafile.inputs).map((file) => resolve(root, file));
  const inputs = [...sources.filter((file) => !file.includes('node_modules')), process.execPath]
    .concat(join(root, 'package.json'), config)
    .filter((file) => existsSync(file));
  const stamps = Object.fromEntries(inputs.map((file) => [file, stampOf(file)]));
  writeFileSync(join(folder, 'inputs.json'), JSON.stringify(stamps));
}

/** Most of a cold start is compiling: V8 keeps what it compiled last time beside the bundle. */
function run(bundle: string): void {
  const text = readFileSync(bundle, 'utf8');
  const compiled = `${bundle}.cache`;
  const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
  const script = new Script(`(function (exports, require, module) {${text}\n})`, {
    filename: bundle,
    cachedData,
  });
  const module = { exports: {} };
  const app = script.runInThisContext() as (...given: unknown[]) => void;
  app(module.exports, createRequire(bundle), module);
  if (cachedData === undefined || script.cachedDataRejected === true) {
    writeFileSync(compiled, script.createCachedData());
  }
}

/**
 * A chart that was renamed, or a profile that became impossible, leaves no old file.
 * @returns how many files are there
 */
function removeOlder(folder: string, startMs: number): number {
  if (!existsSync(folder)) return 0;
  const manifests = () => readdirSync(folder).filter((name) => name.endsWith('.k8s.yaml'));
  for (const path of manifests().map((file) => join(folder, file))) {
    if (statSync(path).mtimeMs < startMs - 10) rmSync(path);
  }
  return manifests().length;
}
