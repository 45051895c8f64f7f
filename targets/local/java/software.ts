/** Software of the Java legs: Java, the jars, the compiled runner. */
import { basename, dirname } from 'node:path';
import { queryFolders } from '../../../chain/chain.ts';
import type { ChainDefinition, Engine } from '../../../chain/chain.ts';
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
import { carriedJar, compileRunner, flinkRunner, runnerJar, sparkRunner } from './runnerJar.ts';
import type { RunnerKind } from './runnerJar.ts';

/** Of an engine that runs queries. */
export interface EngineSoftware {
  readonly jars: readonly string[];
  readonly runnerJar: string;
}

export interface Software<Needed extends Engine = never> {
  readonly java: Java;
  readonly kafkaJars: readonly string[];
  /** Of the engines that were asked for, and of no other. */
  readonly engines: Readonly<
    Partial<Record<Engine, EngineSoftware>> & Record<Needed, EngineSoftware>
  >;
}

interface SoftwareOptions extends OperationOptions {
  readonly environment: Environment;
}

export const runnerKinds: Readonly<Record<Engine, RunnerKind>> = {
  spark: sparkRunner,
  flink: flinkRunner,
};

/** The engines that a chain has queries for. */
export function enginesOf(chain: ChainDefinition): readonly Engine[] {
  return queryFolders(chain).map(({ engine }) => engine);
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
export async function getSoftware<Needed extends Engine>(
  engines: readonly Needed[],
  options: SoftwareOptions,
): Promise<Software<Needed>> {
  const needed = engines.map((engine) => runnerJar(runnerKinds[engine], options.environment));
  const areCarried = (await Promise.all(needed)).every(({ isCarried }) => isCarried);
  const java = await usableJava(areCarried ? 'Java' : 'JDK', options);
  const kafka = await jarsOf(jarSets.kafkaJars, options);
  const made: Partial<Record<Engine, EngineSoftware>> = {};
  for (const engine of engines) {
    made[engine] = await softwareOf(runnerKinds[engine], java, options);
  }
  return { java, kafkaJars: kafka, engines: made as Software<Needed>['engines'] };
}

async function softwareOf(
  kind: RunnerKind,
  java: Java,
  options: SoftwareOptions,
): Promise<EngineSoftware> {
  const jars = await jarsOf(kind.jars, options);
  const { jar, isCarried } = await runnerJar(kind, options.environment);
  if (!(await exists(jar))) {
    const { environment, signal } = options;
    await inStep(
      options.report,
      `compiling the query runner${kind === sparkRunner ? '' : ' of Flink'}`,
      () => compileRunner({ kind, jar, jars, java, environment, signal }),
    );
  }
  // The package may lie where nobody may write.
  if (!isCarried) await nowUsed(dirname(jar));
  return { jars, runnerJar: jar };
}

/**
 * Compiles the runner that the package carries; none of other sources stays beside it.
 * @returns where the jar is
 * @throws CourantError as {@link getSoftware} does
 */
export async function carryRunner(kind: RunnerKind, options: SoftwareOptions): Promise<string> {
  const java = await usableJava('JDK', options);
  const jars = await jarsOf(kind.jars, options);
  const jar = await carriedJar(kind);
  const current = basename(dirname(jar));
  // Whatever another pack is making just now has a longer name.
  const isStale = (name: string): boolean => /^[0-9a-f]{16}$/.test(name) && name !== current;
  if (!(await exists(jar))) await compileRunner({ ...options, kind, jar, jars, java });
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
