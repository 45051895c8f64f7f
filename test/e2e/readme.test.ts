/** The outputs of the README are printed by the commands that stand above them, as npm starts them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';

const page = readFileSync('README.md', 'utf8');
const outputs = new Map(
  [...page.matchAll(/<!-- output: npx courant (.*?) -->\s*```\n([\s\S]*?)```/g)].map((match) => [
    match[1]!,
    match[2]!,
  ]),
);

/** Lines without what differs from run to run: tokens, numbers, and the blanks that align them. */
function shape(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/#[0-9a-f]{32}$/, '#TOKEN')
        .replace(/\d[\d,.:]*/g, '#')
        .replace(/\d*m? ?#m?s\b/g, '#s')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}

let chain: ChainUnderTest;
beforeAll(async () => {
  chain = await ChainUnderTest.make(readDefinition(), {}, { npm_command: 'exec' });
});
afterAll(() => chain.dispose());

function readDefinition(): object {
  return { name: 'sensors', generator: { rate: 1_000, source: { type: 'random', sensors: 100 } } };
}

test('what the start prints', async () => {
  const { stdout, stderr } = await chain.run('up', '--detach');
  const printed = shape(`${stdout}\n${stderr}`);
  const shown = shape(outputs.get('up --detach') ?? '');
  expect(shown.length).toBeGreaterThan(4);
  expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
});

test('what verify prints', async () => {
  await chain.until('rows of both queries', (seen) =>
    seen.queries.every((query) => query.rowsRead > 3_000),
  );
  await chain.run('down', '--keep-data');
  const { stdout } = await chain.run('verify', '--deep');
  const shown = shape(outputs.get('verify --deep') ?? '');
  expect(shown.length).toBeGreaterThan(4);
  expect(shape(stdout)).toEqual(shown);
});
