/** What can be said of the images without building them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { chainImages, flinkVersion, scalaVersion, sparkVersion } from '../../chain/versions.ts';

const read = (file: string) => readFileSync(file, 'utf8');

/** Instructions by name, comments left out. */
function instructions(file: string): { name: string; rest: string }[] {
  return read(file)
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => ({ name: line.split(' ')[0]!, rest: line.slice(line.indexOf(' ') + 1) }));
}

const defaultBase = (file: string) => /^ARG BASE_IMAGE=(.+)$/m.exec(read(file))?.[1];

describe.each(['generator/Dockerfile', 'spark/Dockerfile', 'flink/Dockerfile'])('%s', (file) => {
  it('takes its base as an argument, and a pinned one unless told otherwise', () => {
    expect(defaultBase(file)).toMatch(/^[\w./-]+:[\w.-]+$/);
    expect(defaultBase(file)).not.toMatch(/:latest$/);
    expect(instructions(file).map(({ rest }) => rest)).toContain('${BASE_IMAGE}');
  });

  it('runs nothing and fetches nothing: it only copies files that root owns', () => {
    const names = instructions(file).map(({ name }) => name);
    expect(names).not.toContain('RUN');
    expect(names).not.toContain('ADD');
    for (const { rest } of instructions(file).filter(({ name }) => name === 'COPY')) {
      expect(rest).toMatch(/^--chown=0:0 /);
    }
  });

  it('speaks UTF-8, whatever its base does', () => {
    const set = instructions(file).filter(({ name }) => name === 'ENV');
    expect(set.map(({ rest }) => rest).join(' ')).toContain('LC_ALL=C.UTF-8');
  });

  it('ends as a numeric user that is not root', () => {
    const users = instructions(file).filter(({ name }) => name === 'USER');
    expect(users.at(-1)?.rest).toMatch(/^[1-9]\d*(:[1-9]\d*)?$/);
  });
});

test("Spark's base is the pinned Spark", () => {
  expect(defaultBase('spark/Dockerfile')).toMatch(
    new RegExp(`^apache/spark:${sparkVersion}-scala${scalaVersion}-`),
  );
});

test("Flink's base is the pinned Flink", () => {
  expect(defaultBase('flink/Dockerfile')).toMatch(new RegExp(`^flink:${flinkVersion}-`));
});

describe('docs/images.md', () => {
  const doc = read('docs/images.md');
  const listed = (pattern: RegExp) => [...doc.matchAll(pattern)].map((match) => match[1]!).sort();
  const found = (text: string, pattern: RegExp) =>
    [...new Set([...text.matchAll(pattern)].map((match) => match[1]!))].sort();

  it('names all images and their bases', () => {
    for (const image of Object.values(chainImages)) expect(doc).toContain(image);
    expect(doc).toContain(defaultBase('generator/Dockerfile'));
    expect(doc).toContain(defaultBase('spark/Dockerfile'));
    expect(doc).toContain(defaultBase('flink/Dockerfile'));
  });

  it('lists every variable that the generator reads', () => {
    const code = read('generator/container/environment.ts');
    expect(listed(/^\| `(COURANT_\w+)`/gm)).toEqual(
      found(code, /'(COURANT_[A-Z_]+)'/g).filter((name) => name !== 'COURANT_CONFIG_INVALID'),
    );
  });

  it('lists every metric', () => {
    const code = read('generator/container/metrics.ts');
    const names = found(code, /'((?:readings|bad_rows|asked|achieved)_\w+)'/g);
    expect(listed(/^\| `courant_generator_(\w+)`/gm)).toEqual(names);
  });
});
