/**
 * The first row: the only proof that a chain works is a row in an output topic. Here is decided, for every target, from
 * what Kafka tells whether a start is done, is still to be waited for, or has failed. Time comes in with the snapshots.
 */
import type { QueryProgress } from '../../chain/progress.ts';
import { lagRows } from '../../kafka/lag.ts';
import { recordsBetween } from './kafkaSnapshot.ts';
import type { KafkaSnapshot, TopicOffsets } from './kafkaSnapshot.ts';

/** How long a start is waited for. Java processes have been seen to take a minute on a busy machine. */
export const firstRowDeadlineMs = 300_000;
/** Queries that have read everything and made no row for this long need none. */
const quietMs = 15_000;
/** How long a start waits, once rows come out, for the first batch of the other queries: it may fail. */
const firstBatchMs = 5_000;
/** A query that failed so often has failed for good; one failure may be a hiccup of Kafka. */
const failuresForGood = 2;

/** What a snapshot does not tell. */
export interface StartFacts {
  /** When the runner that runs now was started, in ms since the epoch: earlier reports are of another one. */
  readonly sinceMs: number;
  /** Generators that are to run. */
  readonly replicas: number;
}

export interface StartVerdict {
  /**
   * `ready`: rows come out, or no query needs one. `refused`: the runner ran no query, because of those in `failed`.
   * `failed`: no query can make a row.
   */
  readonly state: 'waiting' | 'ready' | 'refused' | 'failed';
  /** The output topic in which rows come out, if there is one. */
  readonly output: string | undefined;
  /** Since when, in ms since the epoch. */
  readonly rowsSinceMs: number | undefined;
  /** The newest report of each query since the runner was started. */
  readonly reports: readonly QueryProgress[];
  /** Reports of the queries that have failed: if the start is ready, those to be warned of. */
  readonly failed: readonly QueryProgress[];
}

type Seen = Omit<StartVerdict, 'state'>;

export class FirstRow {
  readonly #outputs: readonly string[];
  readonly #base: TopicOffsets;
  /** Since when rows come out. */
  #rowsSinceMs: number | undefined;
  /** Since when everything has been read. */
  #quietSinceMs: number | undefined;

  /**
   * @param outputs topics of the rows, which bear the names of the queries
   * @param base where these topics ended before the start
   */
  constructor(outputs: readonly string[], base: TopicOffsets) {
    this.#outputs = outputs;
    this.#base = base;
  }

  judge(snapshot: KafkaSnapshot, facts: StartFacts): StartVerdict {
    const reports = snapshot.progress.queries.filter(
      ({ query, time }) => this.#outputs.includes(query) && Date.parse(time) >= facts.sinceMs,
    );
    const failed = reports.filter(hasFailed);
    const refused = failed.filter(isRefused);
    const output = this.#outputWithRows(snapshot, failed);
    this.#rowsSinceMs = output === undefined ? undefined : (this.#rowsSinceMs ?? snapshot.atMs);
    const seen = { output, rowsSinceMs: this.#rowsSinceMs, reports, failed };
    if (refused.length > 0) return { ...seen, state: 'refused', failed: refused };
    return { ...seen, state: this.#state(seen, snapshot, facts) };
  }

  #state(seen: Seen, snapshot: KafkaSnapshot, facts: StartFacts): StartVerdict['state'] {
    const lost = seen.failed.filter(isForGood).length;
    const hasRows = seen.output !== undefined;
    if (!hasRows && lost > 0 && lost === this.#outputs.length) return 'failed';
    const isReady = hasRows
      ? this.#isSettled(seen, snapshot, facts)
      : this.#needsNoRow(seen, snapshot, facts);
    return isReady ? 'ready' : 'waiting';
  }

  /** A batch that fails leaves the rows that it had made until then. */
  #outputWithRows({ offsets }: KafkaSnapshot, failed: readonly QueryProgress[]) {
    return this.#outputs.find(
      (topic) =>
        recordsBetween(this.#base, offsets, topic) > 0 &&
        !failed.some(({ query }) => query === topic),
    );
  }

  /** Every query has shown whether it can run, or had the time for it. */
  #isSettled({ reports, rowsSinceMs }: Seen, snapshot: KafkaSnapshot, facts: StartFacts): boolean {
    if (snapshot.atMs - (rowsSinceMs ?? snapshot.atMs) > firstBatchMs) return true;
    const hasBatch = ({ query }: QueryProgress): boolean =>
      Date.parse(snapshot.progress.batches.get(query)?.at(-1)?.time ?? '') >= facts.sinceMs;
    const hasShown = (report: QueryProgress): boolean =>
      hasFailed(report) || hasBatch(report) || (isRunning(report) && lagOf(report, snapshot) === 0);
    return reports.filter(hasShown).length === this.#outputs.length;
  }

  /** All that still run have read everything, and filtered it. */
  #needsNoRow({ reports }: Seen, snapshot: KafkaSnapshot, facts: StartFacts): boolean {
    const lost = reports.filter(isForGood);
    const running = reports.filter(isRunning);
    const areUp = running.length > 0 && running.length + lost.length === this.#outputs.length;
    if (!areUp) return false;
    if (facts.replicas === 0) return true;
    const hasRead = running.every((query) => query.rows > 0 && lagOf(query, snapshot) === 0);
    if (!hasRead) return false;
    this.#quietSinceMs ??= snapshot.atMs;
    return snapshot.atMs - this.#quietSinceMs > quietMs;
  }
}

function lagOf(query: QueryProgress, { offsets }: KafkaSnapshot): number {
  return lagRows(query, offsets.get(query.topic) ?? []);
}

function isRunning({ state }: QueryProgress): boolean {
  return state === 'running';
}

function hasFailed({ state, error }: QueryProgress): boolean {
  return state === 'failed' && error !== null;
}

function isForGood(query: QueryProgress): boolean {
  // The runner counts the restart with the failure that makes it necessary.
  return hasFailed(query) && query.restarts >= failuresForGood;
}

/** Errors that the runner tells before it runs anything; restarting does not help. */
const refusals = ['COURANT_QUERY_INVALID', 'COURANT_QUERY_CHANGED'];

function isRefused({ error }: QueryProgress): boolean {
  return refusals.includes(error?.code ?? '');
}
