import { readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courant } from '../cli/courant.ts';

const examples = readdirSync('examples');
const ofExamples = examples.flatMap((name) =>
  ['README.md', 'README.fr.md'].map((page) => `examples/${name}/${page}`),
);
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((page) => `docs/${page}`),
  ...readdirSync('docs/fr').map((page) => `docs/fr/${page}`),
  ...ofExamples,
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

test('every script that a page names is in package.json, of an example in its own', () => {
  const unknown = pages.flatMap((page) => {
    const folder = ofExamples.includes(page) ? `${dirname(page)}/` : '';
    const { scripts } = JSON.parse(read(`${folder}package.json`)) as { scripts: object };
    const known = ['ci', 'install', ...Object.keys(scripts)];
    const named = [...read(page).matchAll(/npm (?:run )?([a-z:-]+)/g)].map((match) => match[1]!);
    return named.filter((name) => !known.includes(name)).map((name) => `${page}: ${name}`);
  });
  expect(unknown).toEqual([]);
});

/** What is typed in the blocks of a page, and what it shows, without the words beside it. */
const typed = (page: string): string[] =>
  [...read(page).matchAll(/```\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.split('\n'))
    .map((line) => line.split(/ {2,}#/)[0]!);

describe.each(examples)('the pages of the example %s', (name) => {
  const [english, french] = [`examples/${name}/README.md`, `examples/${name}/README.fr.md`];

  test('show the same in both languages', () => {
    expect(typed(english).length).toBeGreaterThan(15);
    expect(typed(french)).toEqual(typed(english));
    const spans = (page: string) =>
      [...read(page).matchAll(/`(npx courant [^`]+|npm [^`]+|[a-z/]+\.(?:ts|sql))`/g)].map(
        (match) => match[1],
      );
    expect(spans(french).sort()).toEqual(spans(english).sort());
  });

  test('are a page each', () => {
    for (const page of [english, french]) expect(read(page).split('\n').length).toBeLessThan(80);
  });

  test('name every file of it, and no other', () => {
    const files = filesUnderExample(name);
    const row = /^\| (`[^|]+`) +\|/gm;
    for (const page of [english, french]) {
      const named = [...read(page).matchAll(row)]
        .flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)])
        .map((match) => match[1]!);
      const isNamed = (file: string) => named.some((one) => file === one || file.startsWith(one));
      expect(files.filter((file) => !isNamed(file))).toEqual([]);
      expect(named.filter((one) => !files.some((file) => file.startsWith(one)))).toEqual([]);
    }
  });
});

/** What there is to be told of. */
function filesUnderExample(name: string): string[] {
  return readdirSync(`examples/${name}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(`examples/${name}/`.length))
    .filter((file) => !/^(README|package|build\/|node_modules\/|\.courant\/)/.test(file));
}

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
