/** What docs/records.md shows is what happens. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const page = await readFile(`${root}docs/records.md`, 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'courant-records-'));

afterAll(() => rm(folder, { recursive: true }));

function block(comment: string, language: string): string {
  const found = page.split(`<!-- ${comment} -->\n\n\`\`\`${language}\n`)[1]?.split('\n```')[0];
  return found ?? '';
}

it('the example makes the events that the page shows', async () => {
  await writeFile(join(folder, 'chain.config.ts'), block('file: chain.config.ts', 'ts'));
  const command = 'courant generate --sample 3';
  const [, ...flags] = command.split(' ');
  const { stdout } = await execa('node', [`${root}bin/courant.mjs`, ...flags], {
    cwd: folder,
    stdin: 'ignore',
  });
  expect(stdout).toBe(block(`output: ${command}`, ''));
  expect(stdout.split('\n')).toHaveLength(3);
});

it.each(['choice', 'number', 'sequence', 'boolean', 'text', 'constant', 'lookup', 'object'])(
  'the page speaks of fields of the type %s',
  (type) => {
    expect(page).toContain(`| \`${type}\``);
  },
);
