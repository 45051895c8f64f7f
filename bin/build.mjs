/**
 * Bundles the TypeScript sources into `build/<fingerprint>/`. The fingerprint is that of the sources, so that a command
 * which still runs keeps the files it was started from, and two that build at once end with the same folder.
 */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const parts = ['chain', 'imports', 'charts', 'kafka', 'verify', 'generator', 'targets', 'cli'];
const entries = ['cli/main', 'chain/chain', 'charts/index'];
const keptBuilds = 4;

/** The folder of the current build, made first when there is none. */
export async function ensureBuilt() {
  const name = fingerprint();
  const homes = buildHomes();
  const built = homes
    .map((home) => join(home, name))
    .find((folder) => existsSync(join(folder, 'cli/main.js')));
  return built ?? build(homes.find(isWritable) ?? tmpdir(), name);
}

/** Beside the sources; where the package may not be written, in the user's cache. */
function buildHomes() {
  const { COURANT_CACHE, XDG_CACHE_HOME } = process.env;
  const cache =
    COURANT_CACHE ||
    (XDG_CACHE_HOME ? join(XDG_CACHE_HOME, 'courant') : join(homedir(), '.cache/courant'));
  const byFolder = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return [join(root, 'build'), join(cache, 'build', byFolder)];
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

function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const files = [
    ...parts.flatMap((part) => sources(join(root, part))),
    join(root, 'bin/build.mjs'),
    join(root, 'package.json'),
  ];
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|json)$/.test(entry.name) ? [path] : [];
  });
}

async function build(home, name) {
  const { build: bundle } = await import('esbuild');
  // Beside the sources Node finds the packages by itself.
  const isInside = home.startsWith(root);
  const making = join(home, `.${name}.${process.pid}`);
  try {
    await bundle({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
      outdir: making,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      ...(isInside ? { packages: 'external' } : {}),
      sourcemap: 'linked',
      chunkNames: 'chunks/[name]-[hash]',
      logLevel: 'silent',
      plugins: [missingParts, sourceAddresses, ...(isInside ? [] : [packageAddresses])],
    });
    return publish(making, join(home, name));
  } finally {
    rmSync(making, { recursive: true, force: true });
    prune(home, name);
  }
}

/** Whoever comes second finds the folder there and uses it: both hold the same. */
function publish(made, target) {
  try {
    renameSync(made, target);
  } catch (error) {
    if (!existsSync(join(target, 'cli/main.js'))) throw error;
  }
  return target;
}

function prune(home, current) {
  const builds = readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name))
    .map(({ name }) => ({ name, madeMs: statSync(join(home, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs);
  for (const { name } of builds.slice(keptBuilds)) {
    if (name !== current) rmSync(join(home, name), { recursive: true, force: true });
  }
}

/**
 * In a bundle `import.meta.url` would be the bundle's address. Sources find files of the package beside themselves, so
 * each keeps its own address, under the root that bin/courant.mjs sets.
 */
const sourceAddresses = {
  name: 'source-addresses',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(root, path).split(sep).join('/'));
      const address = `new URL(${place}, globalThis[Symbol.for('courant.root')]).href`;
      return { loader: 'ts', contents: text.replace(/(?<!['"`])import\.meta\.url/g, address) };
    });
  },
};

/** A part that is not there yet fails the command that needs it, not the build. */
export const missingParts = {
  name: 'missing-parts',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import' && !existsSync(join(resolveDir, path))
        ? { path, external: true }
        : undefined,
    );
  },
};

/** From another folder packages are not found by name: each import gets the address of its file. */
const packageAddresses = {
  name: 'package-addresses',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: import.meta.resolve(path), external: true },
    );
  },
};

/** For whoever imports the build: what `import.meta.url` is made from. */
export function setRoot() {
  globalThis[Symbol.for('courant.root')] = pathToFileURL(root).href;
}

/** What esbuild found wrong with the sources, as lines. */
export function describeBuildFailure(error) {
  const errors = Array.isArray(error?.errors) ? error.errors : [];
  if (errors.length === 0) return [String(error?.message ?? error)];
  return errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(relative(process.cwd(), await ensureBuilt()));
}
