/** The kinds of legs of a chain on this machine, each as a plan for its process. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { flinkQueries, sparkQueries } from '../../../chain/chain.ts';
import type { ChainDefinition } from '../../../chain/chain.ts';
import { chainTopics } from '../../../chain/topics.ts';
import type { TopicDeclaration } from '../../../kafka/client.ts';
import type { LegName } from '../../target.ts';
import type { Ended, Program } from '../../machine/processes.ts';
import { bootstrapServersOf, brokerCommand } from '../java/broker.ts';
import type { BrokerPorts } from '../java/broker.ts';
import { archiveFlags, classArchive } from '../java/classArchive.ts';
import type { ClassArchive } from '../java/classArchive.ts';
import { legEnvironment } from '../../machine/environment.ts';
import type { Environment } from '../../machine/environment.ts';
import { javaProgram } from '../java/javaCommand.ts';
import type { JavaCommand } from '../java/javaCommand.ts';
import { Leg } from './leg.ts';
import type { LocalPaths } from '../paths.ts';
import { localPaths } from '../paths.ts';
import { flinkCommand, runnerCommand } from '../java/runner.ts';
import type { Software } from '../java/software.ts';

/** What the legs of one chain have in common. */
export interface LegParts {
  readonly chainFolder: string;
  readonly chain: ChainDefinition;
  readonly environment: Environment;
  readonly software: Software;
  readonly ports: BrokerPorts;
  readonly onChange: () => void;
  readonly onDeath: (leg: Leg, ended: Ended) => void;
}

/** The program that a generator's process runs. */
const courant = fileURLToPath(new URL('../../../bin/courant.mjs', import.meta.url));

export class Legs {
  readonly #parts: LegParts;
  readonly #paths: LocalPaths;
  readonly kafka: Leg;
  /** Those that run queries, an engine each. */
  readonly runners: readonly Leg[];
  /** Part of the generators' names: one that died goes on where it ended, those of the next start begin anew. */
  readonly #start = randomBytes(4).toString('hex');
  /** By site. */
  #generators: Leg[] = [];
  #arePaused = false;

  constructor(parts: LegParts) {
    this.#parts = parts;
    this.#paths = localPaths(parts.chainFolder);
    this.kafka = this.#leg('kafka', 'kafka', 15_000, () => this.#java(this.#brokerCommand()));
    this.runners = this.#runnerCommands().map((command) =>
      this.#leg(command.name, command.name, 25_000, () => this.#java(command)),
    );
  }

  get generators(): readonly Leg[] {
    return this.#generators;
  }

  /** Whether the generators are paused. */
  get arePaused(): boolean {
    return this.#arePaused;
  }

  get all(): readonly Leg[] {
    return [this.kafka, ...this.runners, ...this.#generators];
  }

  /** Command lines of the Java legs. */
  get commands(): readonly JavaCommand[] {
    return [this.#brokerCommand(), ...this.#runnerCommands()];
  }

  #brokerCommand(): JavaCommand {
    const { java, kafkaJars } = this.#parts.software;
    return brokerCommand({ ...this.#parts, java, jars: kafkaJars });
  }

  #runnerCommands(): JavaCommand[] {
    const { chain, software, ports } = this.#parts;
    const { java, engines } = software;
    const common = { ...this.#parts, java, bootstrapServers: bootstrapServersOf(ports) };
    const [spark, flink] = [sparkQueries(chain), flinkQueries(chain)];
    return [
      ...(spark && engines.spark
        ? [runnerCommand({ ...common, engine: engines.spark }, spark)]
        : []),
      ...(flink && engines.flink
        ? [flinkCommand({ ...common, engine: engines.flink }, flink)]
        : []),
    ];
  }

  archiveOf(command: JavaCommand): Promise<ClassArchive> {
    return classArchive(command, this.#parts.environment, this.#paths.temporary);
  }

  /** Starts generators, or ends those with the highest sites, until there are `replicas`; paused ones do not run. */
  async setGenerators(replicas: number, arePaused = false): Promise<void> {
    this.#arePaused = arePaused;
    if (!arePaused) for (const generator of this.#generators) generator.resume();
    while (this.#generators.length < replicas) {
      const generator = this.#generator(this.#generators.length);
      this.#generators.push(generator);
      if (!arePaused) generator.start();
    }
    if (arePaused) await Promise.all(this.#generators.map((generator) => generator.pause()));
    const leaving = this.#generators.slice(replicas);
    await Promise.all(leaving.map((generator) => generator.stop()));
    this.#generators = this.#generators.filter((generator) => !leaving.includes(generator));
  }

  #generator(site: number): Leg {
    return this.#leg('generator', `generator-${site}`, 25_000, () =>
      Promise.resolve(this.#generatorProgram(String(site))),
    );
  }

  #leg(name: LegName, id: string, patienceMs: number, program: () => Promise<Program>): Leg {
    const leg: Leg = new Leg({
      name,
      id,
      log: this.#paths.log(id),
      program,
      patienceMs,
      mayFinish: name === 'generator' && mayEnd(this.#parts.chain),
      onChange: this.#parts.onChange,
      onDeath: (ended) => {
        this.#parts.onDeath(leg, ended);
      },
    });
    return leg;
  }

  async #java(command: JavaCommand): Promise<Program> {
    const flags = archiveFlags(await this.archiveOf(command));
    return javaProgram(command, flags, this.#parts.environment);
  }

  #generatorProgram(site: string): Program {
    const { chainFolder, chain, environment, ports } = this.#parts;
    return {
      file: process.execPath,
      args: [
        courant,
        'generate',
        '--output=json',
        `--definition=${this.#paths.definition}`,
        `--folder=${chainFolder}`,
        `--bootstrap-servers=${bootstrapServersOf(ports).join(',')}`,
        `--site=${site}`,
        `--name=${chain.name}-${site}-${this.#start}`,
        // It is started only when the one before it has ended.
        '--sole',
      ],
      cwd: this.#paths.root,
      env: legEnvironment(environment),
    };
  }
}

/** A generator whose readings come to an end: what has ended is not started again. */
function mayEnd({ generator: { source, count, load } }: ChainDefinition): boolean {
  const isBounded = load.shape === 'steps' && load.then === 'end';
  const isGiven = source.type === 'replay' || source.type === 'sse';
  return isGiven || count !== undefined || isBounded;
}

/** Every topic of the chain, on the one broker of this machine. */
export function topicDeclarations(
  chain: ChainDefinition,
  queries: readonly string[],
): TopicDeclaration[] {
  const { readings, deadLetters, progress, rows } = chainTopics(chain, queries);
  return [readings, deadLetters, ...rows, progress].map(({ name, partitions, config }) => ({
    name,
    partitions,
    replicationFactor: 1,
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)])),
  }));
}
