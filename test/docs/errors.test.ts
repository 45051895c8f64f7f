import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes } from '../../chain/errors.ts';

const page = readFileSync('docs/errors.md', 'utf8');
const documented = new Map(
  [...page.matchAll(/^\| `(COURANT_\w+)`\s*\| (\d+)\s*\|/gm)].map((match) => [
    match[1]!,
    Number(match[2]),
  ]),
);

test('docs/errors.md lists exactly the codes of the table, with their exit codes', () => {
  expect(Object.fromEntries(documented)).toEqual({ ...errorCodes });
});
