/** The command line of a Java leg, in the parts that a class-data archive depends on and those that it does not. */
import type { Program } from '../../machine/processes.ts';
import { legEnvironment } from '../../machine/environment.ts';
import type { Environment } from '../../machine/environment.ts';
import type { Java } from './findJava.ts';

export interface JavaCommand {
  readonly name: 'kafka' | 'spark' | 'flink';
  readonly java: Java;
  /** Flags of the virtual machine that an archive must have been made with: collector, opened packages. */
  readonly flags: readonly string[];
  /** Absolute paths of jars, in a fixed order: an archive is void with another one. */
  readonly libraries: readonly string[];
  /** Jars behind the libraries, which an archive does not hold: it outlives a change in them. */
  readonly ownJars: readonly string[];
  /** Flags that may differ from start to start: memory, properties. */
  readonly ownFlags: readonly string[];
  readonly mainClass: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** The class path of an archive must be the beginning of that of the process (JEP 310). */
export function archivedFlags({ flags, libraries }: JavaCommand): string[] {
  return [...flags, '-cp', libraries.join(':')];
}

/** @param archiveFlags see classArchive.ts */
export function javaProgram(
  command: JavaCommand,
  archiveFlags: readonly string[],
  environment: Environment,
): Program {
  return {
    file: command.java.java,
    args: [
      ...archiveFlags,
      ...command.ownFlags,
      ...command.flags,
      '-cp',
      [...command.libraries, ...command.ownJars].join(':'),
      command.mainClass,
      ...command.args,
    ],
    cwd: command.cwd,
    env: legEnvironment(environment),
  };
}
