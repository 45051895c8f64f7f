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
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildPage } from './buildPage.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const keptBuilds = 4;

/** What the package ships: folders of sources, and those among them that something starts with. */
export const shipped = {
  home: '.',
  parts: 'chain imports charts kafka verify generator targets page deck cli tools'.split(' '),
  entries: ['cli/main.ts', 'chain/chain.ts', 'charts/index.ts', 'tools/images.ts'],
  /** The live page's own files, for a browser (page/server/fixedFiles.ts). */
  page: {
    script: 'page/browser/main.tsx',
    style: 'page/browser/style.css',
    markup: 'page/browser/index.html',
  },
};

/** What only a clone has: tools for those who work on courant, and measurements. */
export const workshop = {
  home: 'workshop',
  parts: [...shipped.parts, 'bench', 'test'],
  entries: [
    'tools/*.ts',
    'tools/house/house.ts',
    'bench/*.ts',
    'bench/clients/*.ts',
    'bench/kills/kills.ts',
    'test/campaign/campaign.ts',
    'test/page/pictures.ts',
  ],
};

/** The folder of the current build, made first when there is none. */
export async function ensureBuilt(what = shipped) {
  const name = fingerprint(what);
  const homes = buildHomes().map((home) => join(home, what.home));
  const built = homes.map((home) => join(home, name)).find((folder) => existsSync(folder));
  return built ?? build(what, homes.find(isWritable) ?? tmpdir(), name);
}

/**
 * Builds, then runs `NAME.ts` of it in this process, which from then on looks as if it had been started with that file.
 * Ends the process where nothing can be built.
 */
export async function runBuilt(what, name) {
  const file = join(await builtOrEnd(what), `${name}.js`);
  if (!existsSync(file)) {
    const known = readdirSync(dirname(join(root, name))).filter((other) => other.endsWith('.ts'));
    console.error(`there is no ${name}.ts\n  → one of ${known.join(', ')}`);
    process.exit(2);
  }
  process.argv.splice(1, 2, file);
  setRoot();
  return import(pathToFileURL(file).href);
}

/** Beside the sources; where the package may not be written, in the user's cache (targets/machine/environment.ts). */
export function buildHomes() {
  const { COURANT_CACHE, XDG_CACHE_HOME } = process.env;
  const cache =
    COURANT_CACHE ||
    (XDG_CACHE_HOME ? join(XDG_CACHE_HOME, 'courant') : join(homedir(), '.cache/courant'));
  const byFolder = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return [join(root, 'build'), join(cache, 'build', byFolder)];
}

export function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function fingerprint({ parts, entries }) {
  const builders = ['bin/build.mjs', 'bin/buildPage.mjs', 'package.json'];
  const files = parts.flatMap((part) => sources(join(root, part)));
  const stamps = [...files, ...builders.map((file) => join(root, file))].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file.slice(root.length)} ${size} ${mtimeMs}`;
  });
  const made = [process.version, ...entries, ...stamps].join('\n');
  return createHash('sha256').update(made).digest('hex').slice(0, 16);
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${sep}${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.(tsx?|json|css|html)$/.test(entry.name) ? [path] : [];
  });
}

async function build({ entries, page }, home, name) {
  const { build: bundle } = await import('esbuild');
  // Beside the sources Node finds the packages by itself.
  const isInside = home.startsWith(root);
  const making = join(home, `.${name}.${process.pid}`);
  try {
    await bundle({
      absWorkingDir: root,
      entryPoints: entries,
      outbase: root,
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
      plugins: [sourceAddresses, ...(isInside ? [] : [packageAddresses])],
    });
    if (page !== undefined) await buildPage(bundle, page, { root, folder: join(making, 'page') });
    return publish(making, join(home, name));
  } finally {
    rmSync(making, { recursive: true, force: true });
    prune(home, /^[0-9a-f]{16}$/, name);
  }
}

/** Whoever comes second finds the folder there and uses it: both hold the same. */
function publish(made, target) {
  try {
    renameSync(made, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** Keeps the newest of the builds that are called so, and the current one. */
export function prune(home, called, current) {
  const builds = readdirSync(home)
    .filter((name) => called.test(name))
    .map((name) => ({ name, madeMs: statSync(join(home, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs);
  for (const { name } of builds.slice(keptBuilds)) {
    if (name !== current) rmSync(join(home, name), { recursive: true, force: true });
  }
}

/**
 * In a bundle `import.meta.url` would be the bundle's address. Sources find files of the package beside themselves, so
 * each keeps its own address, under the root that `setRoot` sets.
 */
const sourceAddresses = {
  name: 'source-addresses',
  setup(bundler) {
    bundler.initialOptions.define = { 'import.meta.url': 'sourceAddress' };
    bundler.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(root, path).split(sep).join('/'));
      const address = `new URL(${place}, globalThis[Symbol.for('courant.root')]).href`;
      return { loader: 'ts', contents: `const sourceAddress = ${address}; ${text}` };
    });
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

/** For whoever imports the build: what `import.meta.url` is made from, and where the page's own files are. */
export function setRoot(built) {
  globalThis[Symbol.for('courant.root')] = pathToFileURL(root).href;
  globalThis[Symbol.for('courant.built')] = built;
}

/** The folder of the current build; the process ends, with the reason, where there can be none. */
export async function builtOrEnd(what) {
  try {
    return await ensureBuilt(what);
  } catch (error) {
    const isMissing = error?.code === 'ERR_MODULE_NOT_FOUND';
    console.error(
      [
        isMissing
          ? 'error COURANT_INTERNAL: the packages that courant is made of are not installed'
          : 'error COURANT_INTERNAL: courant could not be built from its sources',
        ...(isMissing ? [] : describeBuildFailure(error).map((line) => `  ${line}`)),
        isMissing ? '  → install them: npm ci' : '  → mend the sources, or get them again',
      ].join('\n'),
    );
    return process.exit(1);
  }
}

/** What esbuild found wrong with the sources, as lines. */
function describeBuildFailure(error) {
  const errors = Array.isArray(error?.errors) ? error.errors : [];
  if (errors.length === 0) return [String(error?.message ?? error)];
  return errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(relative(process.cwd(), await ensureBuilt()));
}
