/**
 * `npm run pack`: makes the tarball of the package, with the declarations of its types and the compiled
 * runner, which are made here and never committed: no script runs by itself where it is installed. Prints the tarball's
 * name.
 */
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { carryRunner, runnerKinds } from '../targets/local/java/software.ts';
import { filesUnder } from '../targets/machine/files.ts';
import { silentReporter } from '../targets/steps.ts';
import { run } from './programs.ts';
import { root, runTool } from './tool.ts';

const help = `Makes the tarball of the package, with the declarations of its types and the compiled runner, and prints its
name.

  --pack-destination FOLDER    default: this one
  --dry-run                    make nothing, print the name
`;

const options = { 'pack-destination': { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;

await runTool({ name: 'pack', help, options }, async ({ values }) => {
  const destination = values['pack-destination'];
  const flags = [
    ...(destination === undefined ? [] : ['--pack-destination', resolve(destination)]),
    ...(values['dry-run'] === true ? ['--dry-run'] : []),
  ];
  await carryTypes();
  const { signal } = new AbortController();
  for (const kind of Object.values(runnerKinds)) {
    await carryRunner(kind, { environment: process.env, report: silentReporter, signal });
  }
  const lines = await run(['npm', 'pack', '--silent', ...flags], { isShown: false });
  process.stdout.write(`${lines.at(-1) ?? ''}\n`);
});

/** Another pack may be reading them: what is there already and the same stays as it is. */
async function carryTypes(): Promise<void> {
  const types = join(root, 'build/types');
  await mkdir(join(root, 'build'), { recursive: true });
  const own = await mkdtemp(`${types}.`);
  const made = join(own, 'new');
  try {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    await run([process.execPath, compiler, '-p', 'tsconfig.types.json', '--outDir', made]);
    if ((await contents(made)) === (await contents(types))) return;
    await rename(types, join(own, 'old')).catch(() => undefined);
    await rename(made, types);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function contents(folder: string): Promise<string> {
  const files = await filesUnder(folder).catch(() => []);
  const read = files.map(async (file) => [relative(folder, file), await readFile(file, 'utf8')]);
  return JSON.stringify(await Promise.all(read));
}
