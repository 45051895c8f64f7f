/** What processes the readings: our Spark leg and our Flink leg as `courant up` starts them, and a plain Spark as a user writes it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flinkQueries, resolveChain, sparkQueries } from '../../chain/chain.ts';
import { archiveFlags, classArchive, makeArchive } from '../../targets/local/java/classArchive.ts';
import { javaProgram } from '../../targets/local/java/javaCommand.ts';
import type { JavaCommand } from '../../targets/local/java/javaCommand.ts';
import { flinkCommand, runnerCommand } from '../../targets/local/java/runner.ts';
import { getSoftware } from '../../targets/local/java/software.ts';
import type { Software } from '../../targets/local/java/software.ts';
import { localPaths } from '../../targets/local/paths.ts';
import { legEnvironment } from '../../targets/machine/environment.ts';
import { runToEnd } from '../../targets/machine/processes.ts';
import type { Program } from '../../targets/machine/processes.ts';
import { silentReporter } from '../../targets/steps.ts';
import { jarsOf } from '../../test/support/jars.ts';
import { temporaryFolder } from '../processes.ts';
import { queryTopics } from './answers.ts';
import { classPath, plainJars } from './plainJars.ts';
import { say } from './say.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const queries = path('../../spark/queries');
const environment = process.env;
const { signal } = new AbortController();

export const chain = resolveChain({ name: 'bench', queries: { folder: queries } }, 'the bench');

export const engineNames = ['courant', 'spark', 'flink'] as const;
export type EngineName = (typeof engineNames)[number];

export interface Engine {
  readonly name: EngineName;
  /** @param folder its own, empty */
  program(servers: string, folder: string): Promise<Program>;
  /** After its first row: what makes later starts quicker, as `up` does it. @returns whether anything was made */
  afterFirstRow?(servers: string, folder: string): Promise<boolean>;
}

/** Fetches and compiles what is missing. */
export async function enginesCalled(names: readonly EngineName[]): Promise<Engine[]> {
  say('looking for Java, its jars and the compiled runner');
  const needed = names.includes('flink') ? (['spark', 'flink'] as const) : (['spark'] as const);
  const software = await getSoftware<'spark' | 'flink'>(needed, {
    environment,
    report: silentReporter,
    signal,
  });
  const makers = { courant: sparkLeg, spark: plainSpark, flink: flinkLeg };
  return Promise.all(names.map((name) => makers[name](software)));
}

function sparkCommand(
  { java, engines }: Software<'spark'>,
  chainFolder: string,
  bootstrapServers: readonly string[],
): JavaCommand {
  const runner = { chainFolder, chain, java, engine: engines.spark, bootstrapServers };
  return runnerCommand(runner, asked(sparkQueries(chain)));
}

function sparkLeg(software: Software<'spark'>): Promise<Engine> {
  return Promise.resolve(
    leg('courant', (servers, folder) => sparkCommand(software, folder, [servers])),
  );
}

/** The same questions in Flink's words, under the names of the topics that are looked at. */
function flinkLeg({ java, engines }: Software<'flink'>): Promise<Engine> {
  const own = temporaryFolder();
  for (const name of Object.values(queryTopics)) {
    copyFileSync(path(`../../flink/queries/${name}_flink.sql`), join(own, `${name}.sql`));
  }
  const chain = resolveChain({ name: 'bench', queries: { flink: { folder: own } } }, 'the bench');
  const engine = engines.flink;
  return Promise.resolve(
    leg('flink', (servers, chainFolder) =>
      flinkCommand(
        { chainFolder, chain, java, engine, bootstrapServers: [servers] },
        asked(flinkQueries(chain)),
      ),
    ),
  );
}

function asked<Queries>(queries: Queries | undefined): Queries {
  if (queries === undefined) throw new Error('the bench has no queries for this engine');
  return queries;
}

/** A leg as `courant up` starts it. */
function leg(
  name: EngineName,
  command: (servers: string, chainFolder: string) => JavaCommand,
): Engine {
  const archiveOf = (command: JavaCommand, folder: string) =>
    classArchive(command, environment, localPaths(folder).temporary);
  return {
    name,
    program: async (servers, folder) => {
      mkdirSync(localPaths(folder).temporary, { recursive: true });
      const ours = command(servers, folder);
      return javaProgram(ours, archiveFlags(await archiveOf(ours, folder)), environment);
    },
    afterFirstRow: async (servers, folder) => {
      const ours = command(servers, folder);
      const archive = await archiveOf(ours, folder);
      return !archive.isMade && makeArchive(archive, ours, { environment, signal });
    },
  };
}

async function plainSpark(software: Software<'spark'>): Promise<Engine> {
  const jars = classPath(software.engines.spark.jars, await jarsOf(plainJars));
  const classes = await compiled(software, jars);
  const { flags } = sparkCommand(software, '/', []);
  return {
    name: 'spark',
    program: (servers, folder) =>
      Promise.resolve({
        file: software.java.java,
        args: [
          // Spark cannot do without; beyond that, only that nothing is left behind.
          ...flags.filter((flag) => flag.startsWith('--add-opens')),
          '-XX:-UsePerfData',
          `-Djava.io.tmpdir=${folder}`,
          ...['-cp', [...jars, classes].join(':'), 'PlainSpark'],
          ...[servers, queries, join(folder, 'checkpoints')],
        ],
        cwd: folder,
        env: legEnvironment(environment),
      }),
  };
}

async function compiled({ java }: Software, jars: readonly string[]): Promise<string> {
  const into = temporaryFolder();
  const args = ['-nowarn', '-cp', jars.join(':'), '-d', into, path('./PlainSpark.java')];
  const program = { file: java.javac ?? 'javac', args, cwd: into, env: environment };
  const { code, lines } = await runToEnd(program, { signal });
  if (code !== 0) throw new Error(`PlainSpark.java cannot be compiled:\n${lines.join('\n')}`);
  return into;
}
