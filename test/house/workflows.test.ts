import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { javaVersions, nodeVersion } from '../../chain/versions.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: Record<string, readonly string[]> };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));
const packages = read('package.json') as {
  engines: { node: string };
  scripts: Record<string, string>;
};
const { permissions, jobs } = read('.github/workflows/test.yml') as Workflow;
const steps = Object.values(jobs).flatMap((job) => job.steps);
const commands = (job: Job | undefined): string[] =>
  (job?.steps ?? []).flatMap(({ run }) => run ?? []);

test('the workflow calls what there is: the script of this repository, and a chain on kind by itself', () => {
  expect(commands(jobs['suite'])).toEqual(['bash .ci/run']);
  expect(existsSync('.ci/run')).toBe(true);
  expect(commands(jobs['kind'])).toContain('npm run test:kind');
  expect(packages.scripts).toHaveProperty('test:kind');
});

test('it covers the lowest Node and Java that are promised, a later one of each, and both systems', () => {
  const { os, node, java } = jobs['suite']?.strategy?.matrix ?? {};
  expect(packages.engines.node).toBe(`>=${node![0]!}`);
  expect(nodeVersion).toBe(`${node![0]!}.0`);
  expect(readFileSync('.nvmrc', 'utf8').trim()).toBe(node![0]);
  expect(Number(java![0])).toBe(javaVersions.minimum);
  expect(Number(java!.at(-1))).toBeLessThanOrEqual(javaVersions.maximum);
  expect([node!.length, java!.length]).toEqual([2, 2]);
  expect(os!.map((name) => name.split('-')[0])).toEqual(['ubuntu', 'macos']);
});

test('it may only read, ends in time, and names its actions by major version', () => {
  expect(permissions).toEqual({ contents: 'read' });
  for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  for (const { uses } of steps)
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
});

test('the bash of macOS, 3.2, understands .ci/run', () => {
  // Its empty arrays are unset, and it has neither mapfile nor associative arrays.
  expect(readFileSync('.ci/run', 'utf8')).not.toMatch(
    /\[@\]|\+=\(|mapfile|readarray|declare -A|\$\{\w+,,/,
  );
});

test('updates come for everything that is pinned', () => {
  const { updates } = read('.github/dependabot.yml') as {
    updates: { 'package-ecosystem': string; directory?: string; directories?: string[] }[];
  };
  expect(updates.map((update) => update['package-ecosystem']).sort()).toEqual([
    'docker',
    'github-actions',
    'maven',
    'npm',
  ]);
  for (const { directory, directories } of updates) {
    for (const folder of directories ?? [directory ?? ''])
      expect(existsSync(`.${folder}`)).toBe(true);
  }
});

test('the template for bugs asks for what doctor finds', () => {
  const { body } = read('.github/ISSUE_TEMPLATE/bug.yml') as {
    body: {
      id: string;
      attributes: { description?: string };
      validations?: { required: boolean };
    }[];
  };
  const doctor = body.find(({ id }) => id === 'doctor');
  expect(doctor?.attributes.description).toContain('courant doctor -o json');
  expect(doctor?.validations?.required).toBe(true);
});
