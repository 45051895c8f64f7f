/**
 * `npm test`: the TypeScript tests, then the runners' own tests under Maven; all always run, and the last line
 * counts them together. Arguments go to vitest, which then runs alone: `npm test -- test/chain`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const chosen = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'courant-test-'));
const results = [
  runVitest(),
  ...(chosen.length === 0 ? [runMaven('spark'), runMaven('flink')] : []),
];
rmSync(reports, { recursive: true, force: true });

const sum = (field) => results.reduce((total, result) => total + result[field], 0);
const broken = results.filter((result) => !result.ok);
console.log(
  `${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

function runVitest() {
  const report = join(reports, 'vitest.json');
  const { status } = run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...chosen,
  ]);
  const counts = readReport(report);
  // A file that does not load counts no test of its own; it is one failure all the same.
  const failed = Math.max(counts.numFailedTests, status === 0 ? 0 : 1);
  return {
    ok: status === 0,
    passed: counts.numPassedTests,
    failed,
    skipped: counts.numPendingTests,
  };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
  }
}

function runMaven(project) {
  const folder = join(root, project, 'target/surefire-reports');
  rmSync(folder, { recursive: true, force: true });
  const { status } = run('mvn', ['-B', '-ntp', '-q', '-f', `${project}/pom.xml`, 'test']);
  const suites = surefireSuites(folder);
  const of = (name) => suites.reduce((total, suite) => total + suite[name], 0);
  const failed = of('failures') + of('errors');
  const passed = of('tests') - failed - of('skipped');
  console.log(`runner of ${project} (Maven): ${passed} passed, ${failed} failed`);
  return {
    ok: status === 0 && passed > 0,
    passed,
    failed: Math.max(failed, status === 0 ? 0 : 1),
    skipped: of('skipped'),
  };
}

function surefireSuites(folder) {
  const files = readdirSafely(folder).filter(
    (name) => name.startsWith('TEST-') && name.endsWith('.xml'),
  );
  return files.map((name) => {
    const head = /<testsuite [^>]*>/s.exec(readFileSync(join(folder, name), 'utf8'))?.[0] ?? '';
    const count = (field) => Number(new RegExp(`\\b${field}="(\\d+)"`).exec(head)?.[1] ?? 0);
    return {
      tests: count('tests'),
      failures: count('failures'),
      errors: count('errors'),
      skipped: count('skipped'),
    };
  });
}

function readdirSafely(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' });
}
