/** Software of the Java legs: the JDK, the jars, the compiled runner. */
import { dirname } from 'node:path';
import type { OperationOptions } from '../../target.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { Environment } from '../../machine/environment.ts';
import { exists, nowUsed } from '../../machine/files.ts';
import { inStep } from '../../steps.ts';
import { findJava, homeNote, javaHint, javaNeeded, javaProblem } from './findJava.ts';
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

interface SoftwareOptions extends OperationOptions {
  readonly environment: Environment;
}

/** The JDK that is used. @throws CourantError COURANT_TOOL_MISSING */
async function usableJava({ environment, report }: SoftwareOptions): Promise<Java> {
  const java = await findJava(environment);
  const problem = javaProblem(java);
  const passedOver = homeNote(environment, java);
  if (java !== undefined && problem === undefined) {
    for (const note of passedOver) report.note(`${note}: "${java.java}" is used`);
    return java;
  }
  throw new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message: `${problem}; courant needs ${javaNeeded}`,
    details: passedOver,
    left: 'nothing was started',
    hint: javaHint,
  });
}

/**
 * Everything, fetched and compiled first where it is missing.
 * @throws CourantError COURANT_TOOL_MISSING, COURANT_DOWNLOAD_FAILED, COURANT_JAR_DAMAGED, COURANT_FOLDER_UNUSABLE
 */
export async function getSoftware(options: SoftwareOptions): Promise<Software> {
  const java = await usableJava(options);
  const kafka = await jarsOf(jarSets.kafkaJars, options);
  const spark = await jarsOf(jarSets.sparkJars, options);
  const runner = await runnerJar(options.environment, spark);
  if (!(await exists(runner))) {
    const { environment, signal } = options;
    await inStep(options.report, 'compiling the query runner', () =>
      compileRunner({ jar: runner, jars: spark, java, environment, signal }),
    );
  }
  await nowUsed(dirname(runner));
  return { java, kafkaJars: kafka, sparkJars: spark, runnerJar: runner };
}

/** Only what the broker needs. */
export async function getBrokerSoftware(
  options: SoftwareOptions,
): Promise<Pick<Software, 'java' | 'kafkaJars'>> {
  const java = await usableJava(options);
  return { java, kafkaJars: await jarsOf(jarSets.kafkaJars, options) };
}

async function jarsOf(set: JarSet, options: SoftwareOptions): Promise<readonly string[]> {
  const { environment, report, signal } = options;
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
