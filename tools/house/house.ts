/**
 * `npm run house [-- FOLDER]`: what can be counted of the house in this folder, or in another checkout of it: lines of
 * code, circles of imports, arrows that run up, the fullest folders.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runTool, toolUsage } from '../tool.ts';
import { forbiddenArrow } from './arrowsRule.js';
import { circles, fullestFolders, sizes } from './measures.ts';
import { importsOf, sourcesOf } from './sources.ts';

const foldersShown = 8;

export function describeHouse(root: string): string[] {
  const sources = sourcesOf(root);
  const imports = importsOf(sources);
  const parts = [...sizes(sources)];
  const total = parts.reduce((sum, [, { lines }]) => sum + lines, 0);
  const arrows = [...imports].flatMap(([from, others]) =>
    others.flatMap((to) => forbiddenArrow(from, to) ?? []),
  );
  const found = circles(imports);
  return [
    `${total} lines of code in ${sources.length} files, tests and generated files aside`,
    ...parts.map(([part, { files, lines }]) => `  ${part}: ${lines} in ${files}`),
    `${found.length} circles of imports, types included`,
    ...found.map((files) => `  ${files.join(', ')}`),
    `${arrows.length} arrows against the order of the rooms`,
    ...arrows.map((arrow) => `  ${arrow}`),
    'most files in one folder',
    ...fullestFolders(sources)
      .slice(0, foldersShown)
      .map(([folder, files]) => `  ${files} ${folder}`),
  ];
}

const help =
  'Counts lines of code, circles of imports, arrows that run up and full folders; default: of this folder.';

await runTool({ name: 'house', help, argument: '[FOLDER]' }, async ({ positionals }) => {
  const [folder = '.'] = positionals;
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw toolUsage('house', `"${folder}" is no folder`);
  process.stdout.write(`${describeHouse(resolve(folder)).join('\n')}\n`);
});
