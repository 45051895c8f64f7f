/** Texts as words of a shell, read by a shell. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { inShellQuotes, shellPath } from '../../../chain/words/shellWord.ts';

const texts = ['a', 'a b', "it's", '$HOME', '~', '~a', '`id`', 'a"b', 'a\\b', '!x', 'ü', '', '*'];

it.each(texts)('%j is one word', (text) => {
  for (const word of [inShellQuotes(text), shellPath(text)]) {
    const read = execFileSync('sh', ['-c', `printf '%s' ${word}`], { encoding: 'utf8' });
    expect(read).toBe(text);
  }
});

it.each([
  ['data/a-1.csv', 'data/a-1.csv'],
  ['-x', './-x'],
  ['-a b', "'./-a b'"],
  ['a-x', 'a-x'],
])('the path %s is the word %s', (path, word) => {
  expect(shellPath(path)).toBe(word);
});
