/**
 * `node bench/run.mjs NAME [ARGUMENTS]`: bundles `bench/NAME.ts` and runs it, so that a measurement needs no loader for
 * TypeScript. Also for a path: `node bench/run.mjs some/where.ts`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name, ...rest] = process.argv.slice(2);
const entry = [join(root, `bench/${name}.ts`), resolve(name ?? '')].find(isFile);
if (entry === undefined) {
  const known = readdirSync(join(root, 'bench')).flatMap(
    (file) => /^(.*)\.ts$/.exec(file)?.[1] ?? [],
  );
  console.error(`no such measurement: ${name ?? ''}\n  → one of ${known.join(', ')}`);
  process.exit(2);
}

// Inside the package, so that Node finds the dependencies.
const bundle = join(root, `build/bench-${process.pid}.mjs`);
mkdirSync(dirname(bundle), { recursive: true });
await build({
  entryPoints: [entry],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
  plugins: [{ name: 'own-addresses', setup: keepAddresses }],
});

// Node 20 warns of JSON imports, Node 24 of kafkajs's negative timeouts: neither is a measurement.
const flags = ['--enable-source-maps', '--no-warnings', '--expose-gc'];
const child = spawn(process.execPath, [...flags, bundle, ...rest], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  rmSync(bundle, { force: true });
  process.exitCode = code ?? 1;
});

function isFile(path) {
  return path.endsWith('.ts') && existsSync(path);
}

/** Each source keeps its own address: in a bundle all would have the bundle's. */
function keepAddresses(bundler) {
  bundler.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
    // A part that is not there fails where it is used.
    const isMissing = kind === 'dynamic-import' && !existsSync(join(resolveDir, path));
    return isMissing ? { path, external: true } : undefined;
  });
  bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
    const contents = readFileSync(path, 'utf8')
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
    return { loader: 'ts', contents };
  });
}
