import { readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { courant } from '../cli/courant.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((page) => `docs/${page}`),
  ...readdirSync('docs/fr').map((page) => `docs/fr/${page}`),
];
const read = (page: string): string => readFileSync(page, 'utf8');

/** Every command line that a page shows, in code spans and in blocks. */
function commandLines(text: string): string[] {
  const lines = [...text.matchAll(/(?:`|^\s*|&& |→ )(?:npx )?courant ([a-z][^`\n]*)/gm)];
  return lines.map((match) => match[1]!.split(/ {2,}|#|;|&&/)[0]!.trim());
}

test('every command that a page names is one, with flags that it has', async () => {
  const { stdout } = await courant({ cwd: '/' }, '--help');
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
  const lines = pages.flatMap((page) => commandLines(read(page)));
  expect(lines.length).toBeGreaterThan(20);
  const unknown = lines.filter((line) => !commands.includes(line.split(' ')[0]));
  expect(unknown).toEqual([]);
  const help = new Map<string, string>();
  for (const line of lines) {
    const command = line.split(' ')[0] ?? '';
    if (!help.has(command))
      help.set(command, (await courant({ cwd: '/' }, command, '--help')).stdout);
    for (const [flag] of line.matchAll(/(?<= )--?[a-z][a-z-]*/g)) {
      expect(help.get(command), line).toContain(flag);
    }
  }
});

test('every script that a page names is in package.json', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm (?:run )?([a-z:-]+)/g)].map((match) => match[1]!),
  );
  const ownWords = ['ci', 'install', ...Object.keys(scripts)];
  expect(named.filter((name) => !ownWords.includes(name))).toEqual([]);
});

test('every link to a file leads to one', () => {
  for (const page of pages) {
    const folder = `${dirname(page)}/`;
    for (const [, target] of read(page).matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(() => read(folder + target!), `${page}: ${target}`).not.toThrow();
    }
  }
});

/** Lines of a block without what surrounds them. */
const flat = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(--|\/\/)/.test(line));

test('the definition and the query of the README are those that are shipped', () => {
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(read('README.md'))?.[1] ?? '';
  expect(flat(block('ts'))).toEqual(flat(read('chain.config.ts')));
  expect(flat(block('sql'))).toEqual(flat(read('spark/queries/sensor_stats.sql')));
});
