/**
 * `npm run synth`: bundles main.ts with a definition when one of its sources is newer than the last bundle, then runs it.
 * `node bin/synth.mjs [--config FILE] [--output FOLDER]`; what `npx cdk8s synth` calls.
 */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Script } from 'node:vm';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Beside the sources; where the package may not be written, in the user's cache. */
const cache = process.env['COURANT_CACHE'] || join(homedir(), '.cache/courant');
const homes = [join(root, 'build'), join(cache, 'build')];
const keptBundles = 4;
const { values } = parseArgs({
  options: { config: { type: 'string' }, output: { type: 'string' } },
});
const config = resolve(values.config ?? 'chain.config.ts');
const output = resolve(
  values.output ?? process.env['CDK8S_OUTDIR'] ?? join(dirname(config), 'dist'),
);

try {
  if (!existsSync(config)) throw missing(values.config ?? 'chain.config.ts');
  const bundle = await ensureBundle();
  const startMs = Date.now();
  process.env['CDK8S_OUTDIR'] = output;
  process.env['COURANT_CONFIG'] = basename(config);
  process.chdir(dirname(config));
  run(bundle);
  for (const folder of [output, join(output, 'production')])
    tell(folder, removeOlder(folder, startMs));
} catch (error) {
  report(error);
}

/** One bundle a definition; beside it the sources it was made from, as they were. */
async function ensureBundle() {
  const name = createHash('sha256').update(config).digest('hex').slice(0, 12);
  const home = homes.find(isWritable);
  if (home === undefined) throw new Error(`no folder to build in: ${homes.join(', ')}`);
  const folder = join(home, `synth-${name}`);
  const bundle = join(folder, 'main.cjs');
  if (!isFresh(folder)) {
    await makeBundle(folder, bundle);
    prune(home);
  }
  return bundle;
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function prune(home) {
  const bundles = readdirSync(home)
    .filter((name) => name.startsWith('synth-'))
    .map((name) => ({ path: join(home, name), madeMs: statSync(join(home, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs);
  for (const { path } of bundles.slice(keptBundles)) rmSync(path, { recursive: true, force: true });
}

function isFresh(folder) {
  try {
    const inputs = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8'));
    return Object.entries(inputs).every(([file, stamp]) => stamp === stampOf(file));
  } catch {
    return false;
  }
}

function stampOf(file) {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}`;
}

async function makeBundle(folder, bundle) {
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
    plugins: [{ name: 'definition', setup: useDefinition }],
  });
  mkdirSync(folder, { recursive: true });
  rmSync(`${bundle}.cache`, { force: true });
  writeFileSync(bundle, outputFiles[0].contents);
  const inputs = [
    ...Object.keys(metafile.inputs).map((file) => resolve(root, file)),
    process.execPath,
  ];
  const stamps = Object.fromEntries(
    [...inputs.filter((file) => !file.includes('node_modules')), join(root, 'package.json'), config]
      .filter((file) => existsSync(file))
      .map((file) => [file, stampOf(file)]),
  );
  writeFileSync(join(folder, 'inputs.json'), JSON.stringify(stamps));
}

/** The definition that was asked for in the place of the package's own; in it `courant` is this package's sources. */
function useDefinition(bundler) {
  bundler.onResolve({ filter: /^\.\/chain\.config\.ts$/ }, () => ({ path: config }));
  bundler.onResolve({ filter: /^courant$/ }, () => ({ path: join(root, 'chain/chain.ts') }));
}

/** Most of a cold start is compiling: V8 keeps what it compiled last time beside the bundle. */
function run(bundle) {
  const text = readFileSync(bundle, 'utf8');
  const compiled = `${bundle}.cache`;
  const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
  const script = new Script(`(function (exports, require, module) {${text}\n})`, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module);
  if (cachedData === undefined || script.cachedDataRejected) {
    writeFileSync(compiled, script.createCachedData());
  }
}

/** Progress, on stderr: what stands where now. */
function tell(folder, files) {
  if (files > 0) console.error(`wrote ${files} files to ${relative(process.cwd(), folder)}/`);
}

/**
 * A chart that was renamed, or a profile that became impossible, leaves no old file.
 * @returns how many files are there
 */
function removeOlder(folder, startMs) {
  if (!existsSync(folder)) return 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.k8s.yaml'))) {
    const path = join(folder, file);
    if (statSync(path).mtimeMs < startMs - 10) rmSync(path);
  }
  return readdirSync(folder).filter((name) => name.endsWith('.k8s.yaml')).length;
}

function missing(file) {
  return {
    code: 'COURANT_CONFIG_MISSING',
    message: `there is no "${file}"`,
    hint: 'go to the folder of a chain, or name its definition with --config',
  };
}

/** In the form of every other command (chain/errors.ts). */
function report(error) {
  if (typeof error?.code !== 'string' || !error.code.startsWith('COURANT_')) {
    process.exitCode = 1;
    console.error(error?.stack ?? error);
    return;
  }
  console.error(
    [
      `error ${error.code}: ${error.message}`,
      ...(error.details ?? []).map((line) => `  ${line}`),
      ...(error.left === undefined ? [] : [`  ${error.left}`]),
      ...(error.hint === undefined ? [] : [`  → ${error.hint}`]),
    ].join('\n'),
  );
  process.exitCode = error.exitCode ?? 2;
}
