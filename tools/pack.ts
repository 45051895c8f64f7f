/**
 * `npm run pack`: makes the tarball of the package, with the declarations of its types and the compiled
 * runner, which are made here and never committed: no script runs by itself where it is installed. Prints the tarball's
 * name.
 */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { carryRunner } from '../targets/local/java/software.ts';
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
  await rm(join(root, 'build/types'), { recursive: true, force: true });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await run([process.execPath, compiler, '-p', 'tsconfig.types.json']);
  const { signal } = new AbortController();
  await carryRunner({ environment: process.env, report: silentReporter, signal });
  const lines = await run(['npm', 'pack', '--silent', ...flags], { isShown: false });
  process.stdout.write(`${lines.at(-1) ?? ''}\n`);
});
