/** What the Java legs are made of: the JDK, the jars, the compiled runner. */
import type { Reporter } from '../../target.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { Environment } from '../../machine/environment.ts';
import { exists } from '../../machine/files.ts';
import { inStep } from '../../steps.ts';
import { findJava, javaHint, javaNeeded, javaProblem } from './findJava.ts';
import type { Java } from './findJava.ts';
import { fetchJars, presentJars } from './fetchJars.ts';
import * as jarSets from './jarSets.ts';
import type { JarSet } from './jarSets.ts';
import { compileRunner, runnerJar } from './runnerJar.ts';

export interface Software {
  readonly java: Java;
  readonly kafkaJars: readonly string[];
  readonly sparkJars: readonly string[];
  readonly runnerJar: string;
}

interface Getting {
  readonly environment: Environment;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/** The JDK that is used. @throws CourantError COURANT_TOOL_MISSING */
export async function usableJava(environment: Environment): Promise<Java> {
  const java = await findJava(environment);
  const problem = javaProblem(java);
  if (java !== undefined && problem === undefined) return java;
  throw new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message: `${problem}; courant needs ${javaNeeded}`,
    left: 'nothing was started',
    hint: javaHint,
  });
}

/**
 * Everything, fetched and compiled first where it is missing.
 * @throws CourantError COURANT_TOOL_MISSING, COURANT_DOWNLOAD_FAILED, COURANT_JAR_DAMAGED, COURANT_FOLDER_UNUSABLE
 */
export async function getSoftware(getting: Getting): Promise<Software> {
  const java = await usableJava(getting.environment);
  const kafka = await jarsOf(jarSets.kafkaJars, getting);
  const spark = await jarsOf(jarSets.sparkJars, getting);
  const runner = await runnerJar(getting.environment, spark);
  if (!(await exists(runner))) {
    const { environment, signal } = getting;
    await inStep(getting.report, 'compiling the query runner', () =>
      compileRunner({ jar: runner, jars: spark, java, environment, signal }),
    );
  }
  return { java, kafkaJars: kafka, sparkJars: spark, runnerJar: runner };
}

/** Only what the broker needs. */
export async function getBrokerSoftware(
  getting: Getting,
): Promise<Pick<Software, 'java' | 'kafkaJars'>> {
  const java = await usableJava(getting.environment);
  return { java, kafkaJars: await jarsOf(jarSets.kafkaJars, getting) };
}

async function jarsOf(set: JarSet, getting: Getting): Promise<readonly string[]> {
  const { environment, report, signal } = getting;
  const present = await presentJars(set, environment);
  if (present !== undefined) return present;
  await inStep(report, `fetching ${set.title} (once a machine)`, (step) =>
    fetchJars(set, { environment, signal, step }),
  );
  const fetched = await presentJars(set, environment);
  if (fetched !== undefined) return fetched;
  throw new CourantError({
    code: 'COURANT_JAR_DAMAGED',
    message: `the jars of ${set.title} are not complete after they were fetched`,
    left: 'nothing was started',
    hint: 'run the command again',
  });
}
