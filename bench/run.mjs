/**
 * `node bench/run.mjs NAME [ARGUMENTS]`: bundles `bench/NAME.ts` and runs it, so that a measurement needs no loader for
 * TypeScript. Also for a path: `node bench/run.mjs some/where.ts`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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
const folder = join(root, `build/bench-${process.pid}`);
await build({
  entryPoints: [{ in: entry, out: 'main' }, ...ownProcesses()],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
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
const child = spawn(process.execPath, [...flags, join(folder, 'main.mjs'), ...rest], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});

/** What a measurement starts as a process of its own; it finds them beside itself (bench/processes.ts). */
function ownProcesses() {
  const clients = readdirSync(join(root, 'bench/clients')).map((file) => `clients/${file}`);
  return ['sink.ts', ...clients].map((file) => ({
    in: join(root, 'bench', file),
    out: basename(file, '.ts'),
  }));
}

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
