/** What docs/replay.md shows is what happens. */
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { replaySource, useFiles } from './useFiles.ts';

const root = new URL('../../..', import.meta.url).pathname;
const page = await readFile(`${root}docs/replay.md`, 'utf8');
const files = useFiles();

/** Blocks under a comment like `<!-- file: NAME -->`. */
function blocks(kind: 'file' | 'output'): [of: string, text: string][] {
  const found = page.matchAll(
    new RegExp(`<!-- ${kind}: (.*?) -->\\n\\n\`\`\`\\n(.*?)\\n\`\`\``, 'gs'),
  );
  return [...found].map(([, of = '', text = '']) => [of, text]);
}

/** Without what differs from run to run; event times as their distance from the last one. */
function constant(text: string): string {
  const lastMs = Math.max(
    ...[...text.matchAll(/"event_time":"([^"]*)"/g)].map(([, time = '']) => Date.parse(time)),
  );
  return text
    .replaceAll(/"time":"[^"]*"/g, '"time":"…"')
    .replaceAll(/"(achievedPerSecond|durationMs)":[\d.]+/g, '"$1":0')
    .replaceAll(
      /"event_time":"([^"]*)"/g,
      (_, time: string) =>
        `"event_time":${Math.round((lastMs - Date.parse(time)) / 60_000)} min before`,
    )
    .trimEnd();
}

beforeAll(async () => {
  for (const [name, text] of blocks('file')) await files.write(name, `${text}\n`);
});

it('the page has files and outputs', () => {
  expect(blocks('file')).toHaveLength(4);
  expect(blocks('output')).toHaveLength(5);
});

it.each(blocks('output'))('%s', async (command, shown) => {
  const run = `node '${root}bin/courant.mjs' ${command.replace(/^courant /, '')} 2>&1`;
  const { stdout } = await execa('sh', ['-c', run], {
    cwd: files.folder,
    stdin: 'ignore',
    reject: false,
  });
  expect(constant(stdout)).toBe(constant(shown));
});

describe('the table of options', () => {
  it('names every one, with its default', () => {
    const fields = [...page.matchAll(/^\| (`[\w`, ]+`) +\|.*\| (.*?) *\|$/gm)].map(
      ([, names = '', value = '']) => ({
        names: [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
        value: value.trim(),
      }),
    );
    const source = replaySource({ files: 'x', speed: undefined });
    const optional = ['sensor', 'time', 'value', 'kind', 'unit'];
    const documented = fields.flatMap(({ names }) => names);
    for (const name of [...Object.keys(source), ...optional]) {
      if (name !== 'type') expect(documented).toContain(name);
    }
    for (const { names, value } of fields) {
      const written = /^`(\w+)`/.exec(value)?.[1];
      if (names.length === 1 && written !== undefined && names[0]! in source) {
        expect(String(source[names[0] as keyof typeof source])).toBe(written);
      }
    }
  });
});
