/**
 * `npm run pack [-- FLAGS OF npm pack]`: makes the tarball of the package, with the declarations of its types, which are made
 * here and never committed: no script runs by itself where it is installed. Prints the tarball's name.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './programs.ts';
import { root, runTool } from './tool.ts';

await runTool(async (args) => {
  await rm(join(root, 'build/types'), { recursive: true, force: true });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await run([process.execPath, compiler, '-p', 'tsconfig.types.json']);
  const lines = await run(['npm', 'pack', '--silent', ...args], { isShown: false });
  process.stdout.write(`${lines.at(-1) ?? ''}\n`);
});
