/** Java programs of tests, run with the runner's own classes. */
import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { getSoftware } from '../../targets/local/java/software.ts';
import { silentReporter } from '../../targets/steps.ts';

/** Call at the top of a test file. @returns how a class of `test/support/` is run: the lines that it prints */
export function useRunner(name: string, main = name) {
  let program: readonly string[];
  let java: string;
  let classes: string;
  beforeAll(async () => {
    const { signal } = new AbortController();
    const software = await getSoftware(['spark'], {
      environment: process.env,
      report: silentReporter,
      signal,
    });
    ({ java } = software.java);
    classes = await mkdtemp(join(tmpdir(), 'courant-test-java-'));
    const path = [classes, software.engines.spark.runnerJar, ...software.engines.spark.jars].join(
      ':',
    );
    const source = join(import.meta.dirname, `../support/${name}.java`);
    await execa(software.java.javac ?? 'javac', ['-cp', path, '-d', classes, source]);
    program = ['-XX:TieredStopAtLevel=1', '-cp', path, main];
  });
  afterAll(() => rm(classes, { recursive: true, force: true }));
  return async (...args: readonly string[]): Promise<string[]> =>
    (await execa(java, [...program, ...args], { maxBuffer: 2 ** 30 })).stdout.split('\n');
}
