/**
 * The generator as one file, for its image: nothing is installed in a container, so nothing there can be missing or
 * attacked but Node itself.
 */
import { join } from 'node:path';
import { root } from './tool.ts';

/** Packages of the CommonJS kind ask for Node's modules by `require`, which a module does not have. */
const requireForPackages =
  "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);";

/** @param folder where the file is written @returns its path */
export async function bundleGenerator(folder: string): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = join(folder, 'courant-generator.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['generator/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: requireForPackages },
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outfile;
}
