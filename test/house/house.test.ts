import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { forbiddenArrow } from '../../tools/house/arrowsRule.js';
import { floors } from '../../tools/house/floors.js';
import { circles, codeLines, fullestFolders } from '../../tools/house/measures.ts';
import { importsOf, sourcesOf } from '../../tools/house/sources.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = sourcesOf(root);
const imports = importsOf(sources);
const mostFiles = 20;

test('no file imports itself by a detour, types included', () => {
  expect(circles(imports)).toEqual([]);
});

test('a circle is found, and what only leads to it is none', () => {
  const found = circles(
    new Map([
      ['lead.ts', ['a.ts']],
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts', 'end.ts']],
      ['c.ts', ['a.ts']],
      ['end.ts', []],
    ]),
  );
  expect(found).toEqual([['a.ts', 'b.ts', 'c.ts']]);
});

test('every import runs down', () => {
  const up = [...imports].flatMap(([from, others]) =>
    others.flatMap((to) => forbiddenArrow(from, to) ?? []),
  );
  expect(up).toEqual([]);
});

test('every room of the order exists', () => {
  const rooms = Object.entries(floors).flatMap(([part, all]) =>
    Object.keys(all)
      .filter((room) => room !== '*')
      .map((room) => `${part}/${room}`),
  );
  expect(rooms.filter((room) => !existsSync(`${root}/${room}`))).toEqual([]);
});

test('no folder holds more files than can be known', () => {
  expect(fullestFolders(sources).filter(([, files]) => files > mostFiles)).toEqual([]);
});

test('blank lines and comments are no code', () => {
  expect(codeLines('/** a\n * b\n */\n\n// c\nconst d = 1; // e\n')).toBe(1);
});
