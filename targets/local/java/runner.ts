/** The runner: all queries of the chain in one Spark, in its own Java process. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventColumns } from '../../../chain/chain.ts';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { runnerArguments } from '../../../chain/runnerArguments.ts';
import { mebibytes } from './broker.ts';
import type { Java } from './findJava.ts';
import type { JavaCommand } from './javaCommand.ts';
import { localPaths } from '../paths.ts';

interface Runner {
  readonly chainFolder: string;
  readonly chain: ChainDefinition;
  readonly java: Java;
  readonly sparkJars: readonly string[];
  readonly runnerJar: string;
  readonly bootstrapServers: readonly string[];
}

/** Classes that the second compiler may compile (Java's compiler directives, JEP 165). */
const hotClasses = fileURLToPath(new URL('hotClasses.json', import.meta.url));

export function runnerCommand(runner: Runner): JavaCommand {
  const { chainFolder, chain, java, sparkJars, runnerJar, bootstrapServers } = runner;
  const { checkpoints, temporary, root } = localPaths(chainFolder);
  const { folder, maxOffsetsPerTrigger, trigger } = chain.queries;
  return {
    name: 'spark',
    java,
    flags: ['-XX:+UseSerialGC', ...openedPackages()],
    libraries: sparkJars,
    ownJars: [runnerJar],
    ownFlags: [
      `-Xmx${mebibytes(chain.sizing.spark.memory)}m`,
      // The first compiler alone, but for what each reading passes through: the first row comes for half the work, in
      // two thirds of the memory.
      '-XX:+UnlockDiagnosticVMOptions',
      `-XX:CompilerDirectivesFile=${hotClasses}`,
      '-XX:+ExitOnOutOfMemoryError',
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${temporary}`,
      '-Djava.awt.headless=true',
    ],
    mainClass: 'dev.courant.runner.Main',
    args: runnerArguments({
      bootstrapServers: bootstrapServers.join(','),
      queries: resolve(chainFolder, folder),
      checkpoints,
      maxOffsetsPerTrigger,
      trigger,
      columns: eventColumns(chain.generator),
    }),
    cwd: root,
  };
}

/** Spark reaches into packages of Java; the list stands once, where its tests need it too. */
function openedPackages(): string[] {
  const pom = readFileSync(
    fileURLToPath(new URL('../../../spark/pom.xml', import.meta.url)),
    'utf8',
  );
  return pom.match(/--add-opens=\S+/g) ?? [];
}
