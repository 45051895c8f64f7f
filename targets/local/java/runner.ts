/** The runners: all queries of an engine in one Java process of its own. */
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventColumns, flinkQueries, queryFolders, sparkQueries } from '../../../chain/chain.ts';
import type { ChainDefinition, Engine, FlinkQueries, SparkQueries } from '../../../chain/chain.ts';
import { queryNames } from '../../../chain/queryFiles.ts';
import {
  besideFlags,
  flinkRunnerArguments,
  runnerArguments,
} from '../../../chain/runnerArguments.ts';
import type { QueriesBeside } from '../../../chain/runnerArguments.ts';
import { mebibytes } from './broker.ts';
import type { Java } from './findJava.ts';
import type { JavaCommand } from './javaCommand.ts';
import { localPaths } from '../paths.ts';
import type { EngineSoftware } from './software.ts';

interface Runner {
  readonly chainFolder: string;
  readonly chain: ChainDefinition;
  readonly java: Java;
  readonly engine: EngineSoftware;
  readonly bootstrapServers: readonly string[];
  /** Folder of what Spark is to compute once more, as a batch. */
  readonly recompute?: string;
}

/** Classes that the second compiler may compile (Java's compiler directives, JEP 165). */
const hotClasses = (file: string): string[] => [
  // The first compiler alone, but for what each reading passes through: the first row comes for half the work, in two
  // thirds of the memory.
  '-XX:+UnlockDiagnosticVMOptions',
  `-XX:CompilerDirectivesFile=${fileURLToPath(new URL(file, import.meta.url))}`,
];

/** Spark's. */
export function runnerCommand(runner: Runner, queries: SparkQueries): JavaCommand {
  const { chainFolder, chain, java, engine, bootstrapServers, recompute } = runner;
  const { checkpoints, root } = localPaths(chainFolder);
  const { folder, maxOffsetsPerTrigger, trigger } = queries;
  return {
    name: 'spark',
    java,
    flags: ['-XX:+UseSerialGC', ...openedPackages('spark')],
    libraries: engine.jars,
    ownJars: [engine.runnerJar],
    ownFlags: [
      `-Xmx${mebibytes(chain.sizing.spark.memory)}m`,
      ...hotClasses('hotClasses.json'),
      ...usualFlags(chainFolder),
      ...flagsBeside(runner, 'spark'),
    ],
    mainClass: 'dev.courant.runner.Main',
    args: runnerArguments({
      bootstrapServers: bootstrapServers.join(','),
      queries: resolve(chainFolder, folder),
      checkpoints,
      maxOffsetsPerTrigger,
      trigger,
      recompute,
      columns: eventColumns(chain.generator),
    }),
    cwd: root,
  };
}

/** Flink's. */
export function flinkCommand(runner: Runner, queries: FlinkQueries): JavaCommand {
  const { chainFolder, chain, java, engine, bootstrapServers } = runner;
  const { checkpoints, root } = localPaths(chainFolder);
  const memory = chain.sizing.flink?.memory ?? defaultFlinkMemory;
  return {
    name: 'flink',
    java,
    flags: ['-XX:+UseSerialGC', ...openedPackages('flink')],
    libraries: engine.jars,
    ownJars: [engine.runnerJar],
    ownFlags: [
      `-Xmx${mebibytes(memory)}m`,
      ...hotClasses('hotClassesFlink.json'),
      ...usualFlags(chainFolder),
      ...flagsBeside(runner, 'flink'),
    ],
    mainClass: 'dev.courant.flink.Main',
    args: flinkRunnerArguments({
      bootstrapServers: bootstrapServers.join(','),
      queries: resolve(chainFolder, queries.folder),
      checkpoints,
      checkpointInterval: queries.checkpointInterval,
      watermark: queries.watermark,
      columns: eventColumns(chain.generator),
    }),
    cwd: root,
  };
}

const defaultFlinkMemory = 512 * 2 ** 20;

/** Heaps of the runners that the chain needs, in bytes. */
export function enginesMemory(chain: ChainDefinition): number {
  const spark = sparkQueries(chain) === undefined ? 0 : chain.sizing.spark.memory;
  const flink = chain.sizing.flink?.memory ?? defaultFlinkMemory;
  return spark + (flinkQueries(chain) === undefined ? 0 : flink);
}

/** What the other engines of the chain run beside this one. */
function flagsBeside({ chain, chainFolder }: Runner, own: Engine): string[] {
  const others = queryFolders(chain).filter(({ engine }) => engine !== own);
  const queries = others.map(({ engine, folder }) => [
    engine,
    queryNames(readdirSync(resolve(chainFolder, folder), { withFileTypes: true })),
  ]);
  return besideFlags(Object.fromEntries(queries) as QueriesBeside);
}

function usualFlags(chainFolder: string): string[] {
  return [
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:-UsePerfData',
    `-Djava.io.tmpdir=${localPaths(chainFolder).temporary}`,
    '-Djava.awt.headless=true',
  ];
}

/** An engine reaches into packages of Java; the list stands once, where its tests need it too. */
function openedPackages(engine: Engine): string[] {
  const pom = readFileSync(
    fileURLToPath(new URL(`../../../${engine}/pom.xml`, import.meta.url)),
    'utf8',
  );
  return pom.match(/--add-opens=\S+/g) ?? [];
}
