/**
 * `npm run pin-jars`: writes the lists of jars (`targets/local/java/jars/*.txt`, `bench/jars/*.txt`) anew from what Maven gets
 * now. Run it after a version in `chain/versions.ts` or a dependency in a pom was changed, and read the diff.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { plainJars } from '../bench/processing/plainJars.ts';
import { toolJars } from '../bench/produce/toolJars.ts';
import { sha256Of } from '../targets/local/java/jarList.ts';
import { flinkJars, kafkaJars, sparkJars } from '../targets/local/java/jarSets.ts';
import { copyJars } from '../targets/local/java/maven.ts';
import { root, runTool } from './tool.ts';

const help = 'Writes the lists of jars anew, with their sums, from what Maven gets now.';

await runTool({ name: 'pin-jars', help }, async () => {
  const { signal } = new AbortController();
  for (const set of [kafkaJars, toolJars, sparkJars, plainJars, flinkJars]) {
    const into = await mkdtemp(join(tmpdir(), 'courant-jars-'));
    try {
      await copyJars({ set, into, environment: process.env, signal, onBytes: () => undefined });
      const lines = await linesOf(into);
      await writeFile(set.list, lines.join(''));
      process.stdout.write(`${relative(root, set.list)}: ${lines.length} jars\n`);
    } finally {
      await rm(into, { recursive: true });
    }
  }
});

/** `sha256 bytes name`, sorted by name (targets/local/java/jarList.ts). */
async function linesOf(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const jar = join(folder, name);
    lines.push(`${await sha256Of(jar)} ${(await stat(jar)).size} ${name}\n`);
  }
  return lines;
}
