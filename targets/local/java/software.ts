/** Software of the Java legs: Java, the jars, the compiled runner. */
import { basename, dirname } from 'node:path';
import type { OperationOptions } from '../../target.ts';
import { CourantError } from '../../../chain/errors.ts';
import type { Environment } from '../../machine/environment.ts';
import { exists, nowUsed, removeOld } from '../../machine/files.ts';
import { inStep } from '../../steps.ts';
import { findJava, homeNote, javaHint, javaNeeded, javaProblem } from './findJava.ts';
import type { Java, JavaKind } from './findJava.ts';
import { fetchJars, presentJars } from './fetchJars.ts';
import * as jarSets from './jarSets.ts';
import type { JarSet } from './jarSets.ts';
import { carriedJar, compileRunner, runnerJar, sparkRunner } from './runnerJar.ts';

export interface Software {
  readonly java: Java;
  readonly kafkaJars: readonly string[];
  readonly sparkJars: readonly string[];
  readonly runnerJar: string;
}

interface SoftwareOptions extends OperationOptions {
  readonly environment: Environment;
}

/** The Java that is used. @throws CourantError COURANT_TOOL_MISSING */
async function usableJava(kind: JavaKind, { environment, report }: SoftwareOptions): Promise<Java> {
  const java = await findJava(environment);
  const problem = javaProblem(java, kind);
  const passedOver = homeNote(environment, java);
  if (java !== undefined && problem === undefined) {
    for (const note of passedOver) report.note(`${note}: "${java.java}" is used`);
    return java;
  }
  throw new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message: `${problem}; courant needs ${javaNeeded(kind)}`,
    details: passedOver,
    left: 'nothing was started',
    hint: javaHint(kind),
  });
}

/**
 * Everything, fetched and compiled first where it is missing.
 * @throws CourantError COURANT_TOOL_MISSING, COURANT_DOWNLOAD_FAILED, COURANT_JAR_DAMAGED, COURANT_FOLDER_UNUSABLE
 */
export async function getSoftware(options: SoftwareOptions): Promise<Software> {
  const runner = await runnerJar(sparkRunner, options.environment);
  const java = await usableJava(runner.isCarried ? 'Java' : 'JDK', options);
  const kafka = await jarsOf(jarSets.kafkaJars, options);
  const spark = await jarsOf(jarSets.sparkJars, options);
  const { jar, isCarried } = runner;
  if (!(await exists(jar))) {
    const { environment, signal } = options;
    await inStep(options.report, 'compiling the query runner', () =>
      compileRunner({ kind: sparkRunner, jar, jars: spark, java, environment, signal }),
    );
  }
  // The package may lie where nobody may write.
  if (!isCarried) await nowUsed(dirname(jar));
  return { java, kafkaJars: kafka, sparkJars: spark, runnerJar: jar };
}

/**
 * Compiles the runner that the package carries; none of other sources stays beside it.
 * @returns where the jar is
 * @throws CourantError as {@link getSoftware} does
 */
export async function carryRunner(options: SoftwareOptions): Promise<string> {
  const java = await usableJava('JDK', options);
  const jars = await jarsOf(jarSets.sparkJars, options);
  const jar = await carriedJar(sparkRunner);
  const current = basename(dirname(jar));
  // Whatever another pack is making just now has a longer name.
  const isStale = (name: string): boolean => /^[0-9a-f]{16}$/.test(name) && name !== current;
  if (!(await exists(jar))) await compileRunner({ ...options, kind: sparkRunner, jar, jars, java });
  await removeOld(dirname(dirname(jar)), 0, isStale);
  return jar;
}

/** Only what the broker needs. */
export async function getBrokerSoftware(
  options: SoftwareOptions,
): Promise<Pick<Software, 'java' | 'kafkaJars'>> {
  const java = await usableJava('Java', options);
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
