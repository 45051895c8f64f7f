/** Startup of a chain, from the legs to the first row: what has come so far, and whether it must be given up. */
import { setTimeout as pause } from 'node:timers/promises';
import { toCourantError } from '../../../chain/errors.ts';
import { topicNames } from '../../../chain/names.ts';
import { FirstRow, firstRowDeadlineMs } from '../../data/firstRow.ts';
import type { StartVerdict } from '../../data/firstRow.ts';
import { recordsBetween } from '../../data/kafkaSnapshot.ts';
import type { TopicOffsets } from '../../data/kafkaSnapshot.ts';
import { queryError, warningLines, warningsOf } from '../../data/queryFailure.ts';
import type { Ended } from '../../machine/processes.ts';
import type { BrokerPorts } from '../java/broker.ts';
import type { Leg } from './leg.ts';
import type { Legs } from './legs.ts';
import { lastLines } from '../logFiles.ts';
import type { Observer } from './observer.ts';
import type { LocalPaths } from '../paths.ts';
import { isFree } from '../../machine/ports.ts';
import { loggedFailure } from '../../loggedFailure.ts';
import type { Failure } from '../../loggedFailure.ts';
import type { SupervisorState } from '../stateFiles.ts';

const firstReadingTickMs = 50;
const startingTickMs = 150;
const tickMs = 1_000;
const mostDeaths = 3;

interface StartupParts {
  /** Output topics. */
  readonly outputs: readonly string[];
  readonly legs: Legs;
  readonly observer: Observer;
  readonly paths: LocalPaths;
  readonly ports: BrokerPorts;
  /** When `up` was typed, in ms since the epoch. */
  readonly startedMs: number;
  readonly replicas: () => number;
  readonly onChange: () => void;
}

type StartupState = Pick<
  SupervisorState,
  'firstReadingMs' | 'firstRowMs' | 'isReady' | 'detail' | 'warnings' | 'failure'
>;

export class Startup {
  readonly #parts: StartupParts;
  readonly #deaths = new Map<string, number>();
  readonly #beganMs = Date.now();
  #isConnected = false;
  /** What is told of it, in the supervisor's file. */
  readonly #state: StartupState = {
    firstReadingMs: null,
    firstRowMs: null,
    isReady: false,
    detail: 'it loads',
    warnings: [],
    failure: null,
  };

  constructor(parts: StartupParts) {
    this.#parts = parts;
  }

  /** The broker answers and has the topics. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  get state(): Readonly<StartupState> {
    return this.#state;
  }

  /**
   * Follows the data until `signal` aborts; to be called when the broker answers.
   * @param base where the topics ended before anything came
   */
  async watch(base: TopicOffsets, signal: AbortSignal, onReady: () => void): Promise<void> {
    const rule = new FirstRow(this.#parts.outputs, base);
    this.#isConnected = true;
    this.#parts.legs.kafka.markRunning();
    while (!signal.aborted) {
      if (this.#isAwaited()) await this.#observe(rule, base, onReady).catch(() => undefined);
      await pause(this.#everyMs(), undefined, { signal }).catch(() => undefined);
    }
  }

  legDied(leg: Leg, ended: Ended): void {
    if (this.#state.isReady || this.#state.failure !== null) return;
    const deaths = (this.#deaths.get(leg.id) ?? 0) + 1;
    this.#deaths.set(leg.id, deaths);
    void this.#explain(leg, ended, deaths);
  }

  /** The topics could not be made, or something else went wrong that time does not heal. */
  giveUp(thrown: unknown): void {
    const { code, message, details, hint } = toCourantError(thrown);
    this.#fail({ code, message, details: [...details], hint });
  }

  async #explain(leg: Leg, ended: Ended, deaths: number): Promise<void> {
    const log = this.#parts.paths.log(leg.id);
    const reported = loggedFailure(await lastLines(log, 200), this.#beganMs);
    if (reported !== undefined) this.#fail(reported);
    else if (leg.id === 'kafka' && !this.#isConnected && !(await isFree(this.#parts.ports.client)))
      this.#fail(portTaken(this.#parts.ports.client));
    else if (deaths >= mostDeaths) this.#fail(await diedTooOften(leg.id, log, ended));
  }

  #fail(failure: Failure): void {
    this.#state.failure ??= failure;
    this.#parts.onChange();
  }

  #everyMs(): number {
    if (this.#state.isReady) return tickMs;
    return this.#state.firstReadingMs === null ? firstReadingTickMs : startingTickMs;
  }

  /** Something is still to come, or to come back. */
  #isAwaited(): boolean {
    const someLegStarts = this.#parts.legs.all.some((leg) => leg.snapshot().state === 'starting');
    return !this.#state.isReady || someLegStarts || this.#state.warnings.length > 0;
  }

  async #observe(rule: FirstRow, base: TopicOffsets, onReady: () => void): Promise<void> {
    const { legs, observer, replicas } = this.#parts;
    const snapshot = await observer.observe();
    legs.kafka.markRunning();
    const verdict = rule.judge(snapshot, { sinceMs: this.#runnerSinceMs(), replicas: replicas() });
    await this.#markLegs(verdict);
    this.#state.warnings = warningsOf(verdict.failed);
    if (!this.#state.isReady) {
      const readings = recordsBetween(base, snapshot.offsets, topicNames.readings);
      this.#state.firstReadingMs ??= readings > 0 ? this.#elapsedMs() : null;
      const { rowsSinceMs } = verdict;
      this.#state.firstRowMs = rowsSinceMs === undefined ? null : this.#elapsedMs(rowsSinceMs);
      this.#state.detail = stateSentence(verdict, readings);
      this.#decide(verdict, onReady);
    }
    this.#parts.onChange();
  }

  #decide({ state, failed }: StartVerdict, onReady: () => void): void {
    this.#state.isReady = state === 'ready';
    if (this.#state.isReady) onReady();
    // A runner that refuses a query ends, and its log tells more than Kafka.
    else if (state === 'failed') this.#fail(queryError(failed));
    else if (this.#elapsedMs() > firstRowDeadlineMs) this.#fail(this.#tooLate());
  }

  #runnerSinceMs(): number {
    const since = this.#parts.legs.runners.map((runner) => {
      const leg = runner.snapshot();
      return leg.process === null || leg.since === null ? Infinity : Date.parse(leg.since);
    });
    return Math.max(...since);
  }

  async #markLegs({ reports }: StartVerdict): Promise<void> {
    const { legs, outputs } = this.#parts;
    const running = reports.filter(({ state }) => state === 'running' || state === 'failed');
    if (running.length === outputs.length) {
      for (const runner of legs.runners) runner.markRunning();
    }
    for (const generator of legs.generators) {
      if (generator.snapshot().state !== 'starting') continue;
      if (await generator.hasLogged('started')) generator.markRunning();
    }
  }

  #elapsedMs(atMs = Date.now()): number {
    return Math.max(0, Math.round(atMs - this.#parts.startedMs));
  }

  #tooLate(): Failure {
    return {
      code: 'COURANT_NOT_READY',
      message: `no row came out within ${firstRowDeadlineMs / 60_000} minutes`,
      details: [`last seen: ${this.#state.detail}`, ...warningLines(this.#state.warnings)],
      hint: 'see what the legs say: courant logs',
    };
  }
}

function stateSentence({ reports }: StartVerdict, readings: number): string {
  const told = reports.filter(({ state }) => state === 'running' || state === 'failed');
  if (told.length === 0) return 'it loads the queries';
  if (readings === 0) return 'the queries run, and there is no reading yet';
  return told
    .map(({ query, state, rows }) =>
      state === 'failed' ? `${query} has failed` : `${query} has read ${rows} rows`,
    )
    .join(', ');
}

function portTaken(port: number): Failure {
  return {
    code: 'COURANT_PORT_TAKEN',
    message: `another program took port ${port} while Kafka started`,
    hint: 'run the command again: it takes another port',
  };
}

/** A leg that died again and again before anything came out. */
async function diedTooOften(id: string, log: string, ended: Ended): Promise<Failure> {
  const how = ended.signal === null ? `exit code ${ended.code}` : ended.signal;
  return {
    code: 'COURANT_LEG_FAILED',
    message: `${id} died again and again while the chain started, last with ${how}`,
    details: (await lastLines(log, 4)).map((line) => line.slice(0, 300)),
    hint: `see all it said: courant logs ${id.replace(/-\d+$/, '')}`,
  };
}
