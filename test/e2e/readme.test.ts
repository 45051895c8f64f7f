/** The outputs of the README and of the French pages are printed by the commands that stand above them, as npm starts them. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChainUnderTest } from './chain-under-test.ts';
import { shape, shownOutputs } from './shownOutputs.ts';

const pages = ['README.md', ...readdirSync('docs/fr').map((name) => `docs/fr/${name}`)];

const outputs = shownOutputs(pages).map((shown) => ({
  ...shown,
  command: shown.command.replace(/^npx courant /, ''),
}));

/** What the pages show of a command, each page's own. */
function shownOf(command: string): [page: string, shape: string[]][] {
  const shown = outputs.filter((one) => one.command === command);
  return shown.map(({ page, output }) => [page, shape(output)]);
}

let chain: ChainUnderTest;
beforeAll(async () => {
  chain = await ChainUnderTest.make(readDefinition(), {}, { npm_command: 'exec' });
});
afterAll(() => chain.dispose());

function readDefinition(): object {
  return { name: 'sensors', generator: { rate: 1_000, source: { type: 'random', sensors: 100 } } };
}

test('every output that a page shows is looked at here', () => {
  const known = ['up --detach', 'verify --deep', 'generate --sample 2', 'report --lang fr'];
  expect([...new Set(outputs.map(({ command }) => command))].sort()).toEqual(known.sort());
});

test('what the start prints', async () => {
  const { stdout, stderr } = await chain.run('up', '--detach');
  const printed = shape(`${stdout}\n${stderr}`);
  expect(shownOf('up --detach').length).toBe(2);
  for (const [page, shown] of shownOf('up --detach')) {
    expect(shown.length, page).toBeGreaterThan(4);
    expect(
      shown.filter((line) => !printed.includes(line)),
      page,
    ).toEqual([]);
  }
});

test('what verify prints', async () => {
  await chain.until('rows of both queries', (seen) =>
    seen.queries.every((query) => query.rowsRead > 3_000),
  );
  await chain.run('down', '--keep-data');
  const { stdout } = await chain.run('verify', '--deep');
  expect(shownOf('verify --deep').length).toBe(2);
  for (const [page, shown] of shownOf('verify --deep')) {
    expect(shown.length, page).toBeGreaterThan(4);
    expect(shape(stdout), page).toEqual(shown);
  }
});

test.each(['generate --sample 2', 'report --lang fr'])('what %s prints', async (command) => {
  const { stdout } = await chain.run(...command.split(' '));
  for (const [page, shown] of shownOf(command)) expect(shape(stdout), page).toEqual(shown);
});
