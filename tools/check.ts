/**
 * `npm run check`: format, lint, types and the tests of what was changed since the last commit, or since `-- BASE`; the whole
 * is `npm test`. `npm run check -- --watch` goes on with the tests.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './programs.ts';
import { root, runTool } from './tool.ts';

const help = `Checks format, lint, types and tests of what was changed since the commit BASE; default: the last one.

  --watch    go on with the tests
`;

const tool = {
  name: 'check',
  help,
  options: { watch: { type: 'boolean' } },
  argument: '[BASE]',
} as const;

await runTool(tool, async ({ values, positionals }) => {
  const [base = 'HEAD'] = positionals;
  const files = (await changedSince(base)).filter((file) => existsSync(join(root, file)));
  if (files.length === 0) {
    process.stderr.write(`nothing was changed since ${base}\n`);
    return;
  }
  const code = files.filter((file) => /\.(ts|js|mjs)$/.test(file));
  await run(['npx', 'prettier', '--check', '--ignore-unknown', ...files]);
  if (code.length > 0) {
    await run(['npx', 'eslint', '--no-warn-ignored', ...code]);
    await run(['npx', 'tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', 'build/check']);
  }
  const tests = values.watch === true ? 'watch' : 'run';
  await run(['npx', 'vitest', tests, '--changed', base, '--passWithNoTests']);
});

/** Paths from the root; new files too. */
async function changedSince(base: string): Promise<string[]> {
  const inRoot = { isShown: false };
  const changed = await run(['git', 'diff', '--name-only', '--relative', base], inRoot);
  const added = await run(['git', 'ls-files', '--others', '--exclude-standard'], inRoot);
  return [...changed, ...added];
}
