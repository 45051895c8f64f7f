import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const packages = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

function listed(section: string): string[] {
  const text = readFileSync('docs/dependencies.md', 'utf8')
    .split(`## ${section}`)[1]
    ?.split('\n## ')[0];
  return [...(text ?? '').matchAll(/^\| `([^`]+)`\s*\|/gm)].map((match) => match[1]!).sort();
}

test('every dependency is listed with its reason, and nothing else is', () => {
  expect(listed('At run time')).toEqual(Object.keys(packages.dependencies).sort());
  expect(listed('For development')).toEqual(Object.keys(packages.devDependencies).sort());
});
