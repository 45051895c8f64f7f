import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hintFor, knownTroubles } from '../../../targets/kind/knownTroubles.ts';

const page = readFileSync('docs/troubleshooting.md', 'utf8');

/** Each section holds the message as users see it, in a fenced block right after its title. */
function sections(): Map<string, string> {
  const found = [...page.matchAll(/^### .*<a id="([\w-]+)"><\/a>\n+```\n([\s\S]*?)```/gm)];
  return new Map(found.map(([, id = '', message = '']) => [id, message]));
}

test('docs/troubleshooting.md explains exactly what is recognised', () => {
  expect([...sections().keys()].sort()).toEqual(knownTroubles.map(({ id }) => id).sort());
});

test.each([...sections()])('the message of %s leads to its own hint', (id, message) => {
  expect(hintFor(message)).toBe(knownTroubles.find((known) => known.id === id)?.hint);
});

test('what is not known has no hint', () => {
  expect(hintFor('all is well')).toBeUndefined();
});
