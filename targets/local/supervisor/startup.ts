/** From the start of the legs to the first row: what has come so far, and whether the start must be given up. */
import { setTimeout as pause } from 'node:timers/promises';
import type { QueryProgress } from '../../../chain/progress.ts';
import { errorCodes, toCourantError } from '../../../chain/errors.ts';
import type { ErrorCode } from '../../../chain/errors.ts';
import type { Ended } from '../../machine/processes.ts';
import type { BrokerPorts } from '../java/broker.ts';
import { diedTooOften, reportedFailure } from '../reportedFailure.ts';
import type { Leg } from './leg.ts';
import type { Legs } from './legs.ts';
import { hasLogged } from '../logFiles.ts';
import type { Observation, Observer } from './observer.ts';
import type { LocalPaths } from '../paths.ts';
import { isFree } from '../../machine/ports.ts';
import type { Failure } from '../../loggedFailure.ts';
import type { SupervisorState } from '../stateFiles.ts';

const firstReadingTickMs = 50;
const startingTickMs = 150;
const tickMs = 1_000;
/** From the start of the Java processes to the first row; they have been seen to take a minute on a busy machine. */
const deadlineMs = 300_000;
/** Queries that have read everything and made no row for this long need none. */
const quietMs = 15_000;
const mostDeaths = 3;
const mostQueryRestarts = 2;

interface Ground {
  readonly legs: Legs;
  readonly observer: Observer;
  readonly paths: LocalPaths;
  readonly ports: BrokerPorts;
  /** When `up` was typed, in ms since the epoch. */
  readonly startedMs: number;
  readonly replicas: () => number;
  readonly onChange: () => void;
}

type StartState = Pick<
  SupervisorState,
  'firstReadingMs' | 'firstRowMs' | 'isReady' | 'detail' | 'failure'
>;

export class Start {
  readonly #ground: Ground;
  readonly #deaths = new Map<string, number>();
  readonly #beganMs = Date.now();
  #isConnected = false;
  #isReady = false;
  #firstReadingMs: number | null = null;
  #firstRowMs: number | null = null;
  #quietSinceMs: number | undefined;
  #detail = 'it loads';
  #failure: Failure | null = null;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** The broker answers and has the topics. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  state(): StartState {
    return {
      firstReadingMs: this.#firstReadingMs,
      firstRowMs: this.#firstRowMs,
      isReady: this.#isReady,
      detail: this.#detail,
      failure: this.#failure,
    };
  }

  /** Looks until `signal` aborts; to be called when the broker answers. */
  async watch(signal: AbortSignal, onReady: () => void): Promise<void> {
    this.#isConnected = true;
    this.#ground.legs.kafka.markRunning();
    while (!signal.aborted) {
      if (!this.#isReady || this.#someLegStarts()) await this.#look(onReady).catch(() => undefined);
      await pause(this.#everyMs(), undefined, { signal }).catch(() => undefined);
    }
  }

  legDied(leg: Leg, ended: Ended): void {
    if (this.#isReady || this.#failure !== null) return;
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
    const log = this.#ground.paths.log(leg.id);
    const reported = await reportedFailure(log, this.#beganMs);
    if (reported !== undefined) this.#fail(reported);
    else if (leg.id === 'kafka' && !this.#isConnected && !(await isFree(this.#ground.ports.client)))
      this.#fail(portTaken(this.#ground.ports.client));
    else if (deaths >= mostDeaths) this.#fail(await diedTooOften(leg.id, log, ended));
  }

  #fail(failure: Failure): void {
    this.#failure ??= failure;
    this.#ground.onChange();
  }

  #everyMs(): number {
    if (this.#isReady) return tickMs;
    return this.#firstReadingMs === null ? firstReadingTickMs : startingTickMs;
  }

  #someLegStarts(): boolean {
    return this.#ground.legs.all.some((leg) => leg.snapshot().state === 'starting');
  }

  async #look(onReady: () => void): Promise<void> {
    const seen = await this.#ground.observer.look();
    this.#ground.legs.kafka.markRunning();
    await this.#markLegs(seen);
    if (this.#isReady) return;
    this.#firstReadingMs ??= seen.readings > 0 ? this.#elapsedMs() : null;
    this.#firstRowMs ??= seen.output === undefined ? null : this.#elapsedMs();
    this.#detail = detailOf(seen);
    this.#isReady = this.#firstRowMs !== null || this.#needsNoRow(seen);
    if (this.#isReady) onReady();
    else this.#giveUpLate(seen);
    this.#ground.onChange();
  }

  async #markLegs(seen: Observation): Promise<void> {
    const { spark, generators } = this.#ground.legs;
    const since = spark.snapshot().since ?? '';
    const isCurrent = ({ state, time }: QueryProgress): boolean =>
      state === 'running' && time > since;
    if (seen.queries.length > 0 && seen.queries.every(isCurrent)) spark.markRunning();
    for (const generator of generators) {
      const { state, since: begun } = generator.snapshot();
      if (state !== 'starting' || begun === null) continue;
      const log = this.#ground.paths.log(generator.id);
      if (await hasLogged(log, 'started', Date.parse(begun))) generator.markRunning();
    }
  }

  #needsNoRow(seen: Observation): boolean {
    const isRunning =
      seen.queries.length > 0 && seen.queries.every(({ state }) => state === 'running');
    const { spark } = this.#ground.legs;
    if (!isRunning || spark.snapshot().state !== 'running') return false;
    if (this.#ground.replicas() === 0) return true;
    const hasRead = seen.lagRows === 0 && seen.queries.every(({ rows }) => rows > 0);
    if (!hasRead) return false;
    this.#quietSinceMs ??= performance.now();
    return performance.now() - this.#quietSinceMs > quietMs;
  }

  #giveUpLate(seen: Observation): void {
    const broken = seen.queries.find(
      ({ state, restarts, error, time }) =>
        state === 'failed' &&
        error !== null &&
        restarts >= mostQueryRestarts &&
        Date.parse(time) > this.#beganMs,
    );
    if (broken !== undefined) this.#fail(queryFailed(broken));
    else if (this.#elapsedMs() > deadlineMs) this.#fail(tooLate(this.#detail));
  }

  #elapsedMs(): number {
    return Math.max(0, Math.round(Date.now() - this.#ground.startedMs));
  }
}

function detailOf({ queries, readings }: Observation): string {
  const running = queries.filter(({ state }) => state === 'running');
  if (running.length === 0) return 'it loads the queries';
  if (readings === 0) return 'the queries run, and there is no reading yet';
  return running.map(({ query, rows }) => `${query} has read ${rows} rows`).join(', ');
}

function portTaken(port: number): Failure {
  return {
    code: 'COURANT_PORT_TAKEN',
    message: `another program took port ${port} while Kafka started`,
    hint: 'run the command again: it takes another port',
  };
}

function queryFailed({ query, error }: QueryProgress): Failure {
  const code = error !== null && error.code in errorCodes ? error.code : 'COURANT_QUERY_FAILED';
  return {
    code: code as ErrorCode,
    message: error?.message ?? `query "${query}" failed`,
    hint: error?.hint ?? 'see all it said: courant logs spark',
  };
}

function tooLate(detail: string): Failure {
  return {
    code: 'COURANT_NOT_READY',
    message: `no row came out within ${deadlineMs / 60_000} minutes`,
    details: [`last seen: ${detail}`],
    hint: 'see what the legs say: courant logs',
  };
}
