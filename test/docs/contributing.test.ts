import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (page: string): string => readFileSync(page, 'utf8');
const codeSpans = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);

/** A file or folder of the repository: what lies in a folder that there is. */
const isPath = (span: string): boolean =>
  /^[\w.-]+\/[\w./-]*$/.test(span) && existsSync(span.split('/')[0] ?? '');
const isMade = (path: string): boolean => /^(\.courant|build)\//.test(path);

/** The rows of "To change X, go to": what, sources, tests, page. */
function rows(): string[][] {
  const section =
    read('CONTRIBUTING.md').split('## To change X, go to')[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (to change|-)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test('whoever wants to change something is led to sources, tests and a page', () => {
  expect(rows().length).toBeGreaterThanOrEqual(12);
  for (const [what, sources, tests, page] of rows()) {
    expect(codeSpans(sources!).filter(isPath), what).not.toEqual([]);
    expect(codeSpans(tests!).some(isPath) || tests!.startsWith('printed'), what).toBe(true);
    expect(page, what).toMatch(/^\[\w+\]\([\w./]+\)$/);
  }
});

test.each(['CONTRIBUTING.md', 'SECURITY.md', 'docs/decisions.md'])(
  'what %s names is there',
  (page) => {
    const text = read(page);
    const paths = codeSpans(text).filter((span) => isPath(span) && !isMade(span));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    if (page === 'CONTRIBUTING.md') expect(paths.length).toBeGreaterThan(30);
  },
);

test('the pages for contributors lead to each other', () => {
  expect(read('README.md')).toContain('(docs/decisions.md)');
  expect(read('CONTRIBUTING.md')).toContain('(docs/decisions.md)');
  expect(read('docs/architecture.md')).toContain('(decisions.md)');
});
