import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { filesBelow } from '../../tools/house/sources.ts';

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

/** Packages that files import, statically, dynamically, or for their types alone. */
function imported(files: readonly string[]): Set<string> {
  const names = files.flatMap((file) =>
    ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map((one) => one.fileName),
  );
  const isOwn = /^(\.|node:|courant(\/|$))/;
  return new Set(
    names
      .filter((name) => !isOwn.test(name) && !builtinModules.includes(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  );
}

const shipped = 'bin chain charts imports kafka verify generator targets page deck cli'.split(' ');
const shippedFiles = [
  ...shipped.flatMap(filesBelow),
  ...['main.ts', 'tools/images.ts', 'tools/generatorBundle.ts'],
];
const ownFiles = [
  ...['bench', 'test', 'tools'].flatMap(filesBelow),
  ...['eslint.config.js', 'vitest.config.ts', 'vitest.kind.config.ts'],
];

test('what is shipped imports the packages at run time, each of them, and no other', () => {
  expect([...imported(shippedFiles)].sort()).toEqual(Object.keys(packages.dependencies).sort());
});

test('every package for development is used, and nothing is imported that is in neither list', () => {
  const { dependencies, devDependencies } = packages;
  const known = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  const found = imported(ownFiles);
  expect([...found].filter((name) => !known.has(name))).toEqual([]);
  // Programs, types and data are used without an import.
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const texts = [JSON.stringify(scripts), ...ownFiles.map((file) => readFileSync(file, 'utf8'))];
  const isUsed = (name: string): boolean =>
    found.has(name) || name.startsWith('@types/') || texts.some((text) => text.includes(name));
  expect(Object.keys(devDependencies).filter((name) => !isUsed(name))).toEqual([]);
});

test.each(readdirSync('examples'))(
  'the example %s depends on what it imports, in our versions',
  (name) => {
    const { dependencies, scripts } = JSON.parse(
      readFileSync(`examples/${name}/package.json`, 'utf8'),
    ) as { dependencies: Record<string, string>; scripts: Record<string, string> };
    const { courant, ...others } = dependencies;
    expect(courant).toBe('file:../..');
    const programs = JSON.stringify(scripts).includes('esbuild') ? ['esbuild'] : [];
    expect(Object.keys(others).sort()).toEqual(
      [...imported(filesBelow(`examples/${name}`)), ...programs].sort(),
    );
    for (const [other, version] of Object.entries(others)) {
      expect([other, version]).toEqual([other, packages.dependencies[other]]);
    }
  },
);
