/**
 * The one process that owns the legs of a chain on this machine: starts them, starts those again that died, brings
 * about what `.courant/desired.json` asks for and says in `.courant/state.json` what it brought about.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../../machine/processes.ts';
import type { ProcessIdentity } from '../../machine/processes.ts';
import { bootstrapServersOf } from '../java/broker.ts';
import { makeArchive } from '../java/classArchive.ts';
import type { Kafka } from '../../../kafka/client.ts';
import { untilRead } from '../../data/catchUp.ts';
import { Legs, topicDeclarations } from './legs.ts';
import type { LegParts } from './legs.ts';
import { Observer } from './observer.ts';
import { goneQueries, recordOutputs, removeGone } from '../outputs.ts';
import { localPaths } from '../paths.ts';
import type { LocalPaths } from '../paths.ts';
import { Startup } from './startup.ts';
import { PageProcess } from './pageProcess.ts';
import { StateWriter } from './stateWriter.ts';
import { readDesired } from '../stateFiles.ts';
import type { DesiredState, SupervisorState } from '../stateFiles.ts';

/** How often it looks at what is desired: often while a person waits for the start. */
const startingTickMs = 25;
const tickMs = 150;

export interface SupervisorParts extends Omit<LegParts, 'onChange' | 'onDeath'> {
  readonly own: ProcessIdentity;
  /** Output topics. */
  readonly outputs: readonly string[];
  readonly desired: DesiredState;
  /** Whether the live page is served with it. */
  readonly hasPage: boolean;
  /** A line for its log. */
  readonly note: (text: string) => void;
}

export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #paths: LocalPaths;
  readonly #legs: Legs;
  readonly #observer: Observer;
  readonly #start: Startup;
  readonly #writer: StateWriter;
  readonly #page: PageProcess | undefined;
  /** Aborts when the stop begins. */
  readonly #stopping = new AbortController();
  #desired: DesiredState;
  #phase: SupervisorState['phase'] = 'starting';

  constructor(parts: SupervisorParts) {
    const { chainFolder, ports, outputs, desired } = parts;
    this.#parts = parts;
    this.#desired = desired;
    this.#paths = localPaths(chainFolder);
    this.#writer = new StateWriter(this.#paths.state, () => this.#state());
    this.#observer = new Observer(bootstrapServersOf(ports), outputs);
    const onChange = (): void => {
      this.#writer.write();
    };
    if (parts.hasPage) this.#page = new PageProcess({ ...parts, paths: this.#paths, onChange });
    this.#legs = new Legs({
      ...parts,
      onChange,
      onDeath: (leg, ended) => {
        this.#start.legDied(leg, ended);
      },
    });
    this.#start = new Startup({
      outputs,
      legs: this.#legs,
      observer: this.#observer,
      paths: this.#paths,
      ports,
      startedMs: desired.startedMs,
      replicas: () => this.#desired.replicas,
      onChange,
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#legs.kafka.start();
    for (const runner of this.#legs.runners) runner.start();
    const watching = this.#watch().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#start.giveUp(error);
    });
    try {
      await this.#follow(signal);
    } finally {
      // Whatever happens here, no leg is left without its owner.
      await this.#stop(signal);
      await watching;
      await this.#page?.stop();
      this.#enter('stopped');
      await this.#writer.finish();
    }
  }

  /** Brings about what is desired, until that is to stop. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#start.state.failure === null) {
      this.#desired = (await readDesired(this.#paths)) ?? this.#desired;
      if (this.#desired.phase === 'stopped') return;
      await this.#reconcile();
      const everyMs = this.#start.state.isReady ? tickMs : startingTickMs;
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Sees the legs come up, for as long as they run; then makes what speeds up the next start. */
  async #watch(): Promise<void> {
    const { chain, outputs } = this.#parts;
    const { signal } = this.#stopping;
    const base = await this.#observer.connect(
      topicDeclarations(chain, outputs),
      (kafka) => this.#removeGone(kafka),
      signal,
    );
    await this.#start.watch(base, signal, () => {
      if (this.#phase === 'starting') this.#enter('running');
      // Now, so that nothing waits for it.
      this.#page?.start();
      void this.#makeArchives(signal);
    });
  }

  async #removeGone(kafka: Kafka): Promise<void> {
    const { outputs } = this.#parts;
    const gone = await goneQueries(this.#paths, outputs);
    await recordOutputs(this.#paths, [...outputs, ...gone]);
    await removeGone(this.#paths, gone, kafka);
    await recordOutputs(this.#paths, outputs);
  }

  async #reconcile(): Promise<void> {
    if (this.#desired.phase === 'drained') {
      // Whoever asked for the drain may ask for the stop before it is done.
      const isHurried = async (): Promise<boolean> =>
        (await readDesired(this.#paths))?.phase === 'stopped';
      if (this.#phase !== 'drained') await this.#drain(isHurried);
      return;
    }
    if (!this.#start.isConnected) return;
    const { replicas, isPaused } = this.#desired;
    if (this.#legs.generators.length !== replicas || this.#legs.arePaused !== isPaused) {
      await this.#legs.setGenerators(replicas, isPaused);
      this.#writer.write();
    }
    await this.#holdQueries();
  }

  /** A command that changes what the queries work on holds them, and may die while it does. */
  async #holdQueries(): Promise<void> {
    const holder = this.#desired.queriesHeldBy;
    const isHeld = holder !== null && (await isAlive(holder));
    const areStopped = this.#legs.runners.every((runner) => runner.isStopped);
    if (isHeld && !areStopped) await this.#stopQueries();
    if (!isHeld && areStopped) await this.#runQueries();
  }

  /** Who held the queries may have removed a topic. Of a broker that is away it is asked again. */
  async #runQueries(): Promise<void> {
    const { chain, outputs } = this.#parts;
    const declared = this.#observer.declare(topicDeclarations(chain, outputs));
    const areThere = await declared.then(
      () => true,
      () => false,
    );
    if (areThere) for (const runner of this.#legs.runners) runner.start();
  }

  async #stopQueries(): Promise<void> {
    await Promise.all(this.#legs.runners.map((runner) => runner.stop()));
  }

  /**
   * In the direction of the data: no more readings, the queries read what is left, then they end too.
   * @param isHurried true when somebody asks for the stop at once
   */
  async #drain(isHurried: () => Promise<boolean>): Promise<void> {
    const { runners } = this.#legs;
    this.#enter('draining');
    await this.#legs.setGenerators(0);
    await untilRead({
      // A broker that is away may be back before the patience ends.
      rowsLeft: () => this.#observer.rowsLeft().catch(() => undefined),
      isOver: async () => runners.every(({ isStopped }) => isStopped) || isHurried(),
    }).catch(() => undefined);
    await this.#stopQueries();
    this.#enter('drained');
  }

  /** In the order of the data, so that nothing is left under way. */
  async #stop(signal: AbortSignal): Promise<void> {
    const isOrderly =
      this.#phase === 'running' && !signal.aborted && this.#start.state.failure === null;
    this.#stopping.abort();
    if (isOrderly) await this.#drain(() => Promise.resolve(signal.aborted));
    this.#enter('stopping');
    await this.#legs.setGenerators(0);
    await this.#stopQueries();
    await this.#observer.close();
    await this.#legs.kafka.stop();
  }

  async #makeArchives(signal: AbortSignal): Promise<void> {
    const { environment } = this.#parts;
    for (const command of this.#legs.commands) {
      const archive = await this.#legs.archiveOf(command);
      if (!archive.isMade) await makeArchive(archive, command, { environment, signal });
    }
  }

  #enter(phase: SupervisorState['phase']): void {
    this.#phase = phase;
    this.#writer.write();
  }

  #state(): SupervisorState {
    const { own, ports } = this.#parts;
    return {
      supervisor: own,
      phase: this.#phase,
      replicas: this.#desired.replicas,
      bootstrapServers: bootstrapServersOf(ports),
      legs: this.#legs.all.map((leg) => leg.snapshot()),
      page: this.#page?.snapshot() ?? null,
      ...this.#start.state,
    };
  }
}
