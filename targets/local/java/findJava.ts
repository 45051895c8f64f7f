/** The Java of this machine: JAVA_HOME first, then PATH. */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { quote } from '../../../chain/words/quote.ts';
import { javaVersions } from '../../../chain/versions.ts';
import { legEnvironment } from '../../machine/environment.ts';
import type { Environment } from '../../machine/environment.ts';
import { runToEnd } from '../../machine/processes.ts';
import { executable, findProgram } from '../../machine/programs.ts';

export interface Java {
  /** Absolute paths of the programs. */
  readonly java: string;
  /** `undefined` in a runtime without a compiler. */
  readonly javac: string | undefined;
  /** Like `17.0.15`. */
  readonly version: string;
  readonly feature: number;
  /** `JAVA_HOME` or `PATH`. */
  readonly from: string;
}

/** The Java that would be used, suited or not; `undefined` when there is none. */
export async function findJava(environment: Environment): Promise<Java | undefined> {
  const home = environment['JAVA_HOME'];
  const fromHome = home ? await executable(join(home, 'bin/java')) : undefined;
  const java = fromHome ?? (await findProgram('java', environment));
  if (java === undefined) return undefined;
  const resolved = await realpath(java);
  const version = (await releaseOf(resolved)) ?? (await askVersion(java, environment));
  return {
    java,
    javac: await executable(join(dirname(resolved), 'javac')),
    version,
    feature: featureOf(version),
    from: fromHome === undefined ? 'PATH' : 'JAVA_HOME',
  };
}

/** A JAVA_HOME that leads to no Java, which is passed over; told, since whoever set it expects that one. */
export function homeNote(environment: Environment, java: Java | undefined): string[] {
  const home = environment['JAVA_HOME'];
  if (!home || java?.from === 'JAVA_HOME') return [];
  return [`JAVA_HOME is ${quote(home)}, where there is no bin/java`];
}

/** `JDK` where something is to be compiled, `Java` where a runtime is enough. */
export type JavaKind = 'JDK' | 'Java';

/** Why this Java cannot run the chain; `undefined` when it can. */
export function javaProblem(java: Java | undefined, kind: JavaKind): string | undefined {
  const { minimum, maximum } = javaVersions;
  if (java === undefined) return 'no "java" in JAVA_HOME or on PATH';
  const named = `Java ${java.version} (${java.from})`;
  if (java.feature < minimum) return `${named} is too old`;
  if (java.feature > maximum) return `${named} is too new`;
  return kind === 'JDK' && java.javac === undefined ? `${named} has no compiler` : undefined;
}

export function javaNeeded(kind: JavaKind): string {
  return `${kind === 'JDK' ? 'a JDK' : 'Java'}, ${javaVersions.minimum} to ${javaVersions.maximum}`;
}

export function javaHint(kind: JavaKind): string {
  const wanted = kind === 'JDK' ? 'a JDK 21' : 'Java 21';
  return `install ${wanted}, from https://adoptium.net or your package manager, or set JAVA_HOME`;
}

/** Each JDK says in a file what it is: that spares the start of a Java process. */
async function releaseOf(java: string): Promise<string | undefined> {
  const text = await readFile(join(dirname(java), '../release'), 'utf8').catch(() => '');
  return /^JAVA_VERSION="([^"]+)"/m.exec(text)?.[1];
}

async function askVersion(java: string, environment: Environment): Promise<string> {
  const program = { file: java, args: ['-version'], cwd: '/', env: legEnvironment(environment) };
  const { lines } = await runToEnd(program);
  return /version "([^"]+)"/.exec(lines.join('\n'))?.[1] ?? 'unknown';
}

/** `17.0.15` → 17, `1.8.0_402` → 8. */
export function featureOf(version: string): number {
  const [first = '', second = ''] = version.split(/[._+-]/);
  return Number(first === '1' ? second : first) || 0;
}
