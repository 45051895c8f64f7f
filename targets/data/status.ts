/** Where each leg stands: what the target knows of its processes and what Kafka knows of the data, for all targets. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../../chain/chain.ts';
import { CourantError } from '../../chain/errors.ts';
import { topicNames } from '../../chain/names.ts';
import { engineOf } from '../../chain/progress.ts';
import type { Kafka } from '../../kafka/client.ts';
import { generatorFigures, nothingKnown, queryFigures } from './statusFigures.ts';
import { KafkaObserver, rateSpanMs } from './kafkaSnapshot.ts';
import type { KafkaSnapshot } from './kafkaSnapshot.ts';
import { withOpenKafka } from './openKafka.ts';
import type { StatusDocument, StatusQuery, StatusTopic } from './statusDocument.ts';
import type { Target, TargetState } from '../target.ts';

export { statusDocument } from './statusDocument.ts';
export type { StatusDocument, StatusQuery, StatusTopic } from './statusDocument.ts';

/** Kafka is asked for this long, unless the target has another patience; then the status says what did not answer. */
const usualPatienceMs = 4_000;

/** Why nothing is known of Kafka. */
interface Silence {
  readonly why: string;
}

/** The status now. Ends within seconds also when the broker does not answer. */
export async function readStatus(target: Target): Promise<StatusDocument> {
  const state = await target.state();
  if (!mayHaveKafka(state)) return documentOf(target, state, undefined);
  const seen = await withPatience(target, state, observeTwice(target));
  return documentOf(target, 'why' in seen ? state : await target.state(), seen);
}

/** A rate needs two snapshots. */
function observeTwice(target: Target): Promise<KafkaSnapshot> {
  return withOpenKafka(target, async (kafka) => {
    const observer = new KafkaObserver(kafka);
    await observer.observe();
    await pause(rateSpanMs);
    return observer.observe();
  });
}

/** The status again and again over one connection, for a live screen. */
export class StatusWatch {
  readonly #target: Target;
  readonly #observer: KafkaObserver;
  #pending: Promise<KafkaSnapshot> | undefined;
  #snapshot: KafkaSnapshot | undefined;

  constructor(target: Target, kafka: Kafka) {
    this.#target = target;
    this.#observer = new KafkaObserver(kafka);
  }

  /** What the newest status was made from; `undefined` before Kafka answered. */
  get snapshot(): KafkaSnapshot | undefined {
    return this.#snapshot;
  }

  async read(): Promise<StatusDocument> {
    // A broker that does not answer holds one request, not one more a second.
    this.#pending ??= this.#observer.observe().finally(() => {
      this.#pending = undefined;
    });
    const pending = this.#pending;
    // It may fail while the target is asked, which on a cluster takes seconds: then nobody waits for it yet.
    pending.catch(() => undefined);
    const state = await this.#target.state();
    const seen = await withPatience(this.#target, state, pending);
    if (!('why' in seen)) this.#snapshot = seen;
    return documentOf(this.#target, state, seen);
  }
}

/** The status without asking Kafka. @param why it was not asked */
export async function statusWithoutKafka(target: Target, why: string): Promise<StatusDocument> {
  const state = await target.state();
  return documentOf(target, state, mayHaveKafka(state) ? { why } : undefined);
}

function mayHaveKafka(state: TargetState): boolean {
  const broker = state.legs.find((leg) => leg.name === 'kafka');
  return state.running && state.bootstrapServers.length > 0 && broker?.state !== 'stopped';
}

/** What was seen, or why nothing was: it failed, or took too long. */
async function withPatience(
  { patienceMs = usualPatienceMs }: Target,
  { bootstrapServers }: TargetState,
  work: Promise<KafkaSnapshot>,
): Promise<KafkaSnapshot | Silence> {
  const stop = new AbortController();
  const address = `Kafka at ${bootstrapServers.join(', ')}`;
  const late: Silence = { why: `${address} did not answer in ${patienceMs / 1_000} s` };
  const failed = (error: unknown): Silence => ({ why: whyOf(error, address) });
  try {
    const patience = pause(patienceMs, late, { signal: stop.signal }).catch(() => late);
    return await Promise.race([work.catch(failed), patience]);
  } finally {
    stop.abort();
  }
}

function documentOf(
  target: Target,
  state: TargetState,
  seen: KafkaSnapshot | Silence | undefined,
): StatusDocument {
  const isSilent = seen === undefined || 'why' in seen;
  const known = isSilent ? undefined : seen;
  const resident = state.legs.flatMap((leg) => leg.residentBytes ?? []);
  return {
    target: target.name,
    state: state.phase,
    generator: { replicas: state.replicas, ...generatorFigures(known?.progress, known?.atMs) },
    kafka: {
      state: kafkaState(state, seen),
      bootstrapServers: [...state.bootstrapServers],
      topics: known === undefined ? [] : topicsOf(known),
    },
    queries: known === undefined ? [] : queriesOf(known, state),
    legs: state.legs.map((leg) => ({ ...leg })),
    residentBytes: resident.length === 0 ? null : resident.reduce((sum, bytes) => sum + bytes, 0),
    diskBytes: state.diskBytes,
    ...((state.warnings?.length ?? 0) === 0 ? {} : { warnings: [...(state.warnings ?? [])] }),
    firstReadingMs: state.firstReadingMs,
    firstRowMs: state.firstRowMs,
    reasons: isSilent ? unknownBecause(seen) : {},
  };
}

/** With what lies beneath it, as a certificate that is refused; our own errors name the address themselves. */
function whyOf(error: unknown, address: string): string {
  if (error instanceof CourantError)
    return [error.message, ...error.details.slice(0, 1)].join(': ');
  return `${address}: ${error instanceof Error ? error.message : String(error)}`;
}

function kafkaState(
  state: TargetState,
  seen: KafkaSnapshot | Silence | undefined,
): StatusDocument['kafka']['state'] {
  if (seen !== undefined && !('why' in seen)) return 'running';
  const broker = state.legs.find((leg) => leg.name === 'kafka');
  if (broker?.state === 'starting') return 'starting';
  return seen === undefined ? 'stopped' : 'unreachable';
}

function unknownBecause(seen: Silence | undefined): Record<string, string> {
  const why = seen?.why ?? 'Kafka does not run';
  return Object.fromEntries(Object.keys(nothingKnown).map((field) => [`generator.${field}`, why]));
}

function topicsOf({ offsets, rates }: KafkaSnapshot): StatusTopic[] {
  return [...offsets]
    .map(([name, partitions]) => ({
      name,
      partitions: partitions.length,
      records: partitions.reduce((sum, { start, end }) => sum + end - start, 0),
      ratePerSecond: rates.get(name) ?? null,
    }))
    .sort((a, b) => order(a.name) - order(b.name) || (a.name < b.name ? -1 : 1));
}

/** As the data flows: in, out, dead letters, accounts. */
function order(topic: string): number {
  const places: string[] = [topicNames.readings, '', topicNames.deadLetters, topicNames.progress];
  return places.includes(topic) ? places.indexOf(topic) : 1;
}

function queriesOf({ progress, offsets, atMs }: KafkaSnapshot, state: TargetState): StatusQuery[] {
  const isUp = (engine: Engine): boolean => {
    const runner = state.legs.find((leg) => leg.name === engine);
    return runner?.state === 'running' || runner?.state === 'starting';
  };
  return progress.queries.map((query) =>
    queryFigures(query, {
      batches: progress.batches.get(query.query) ?? [],
      ends: offsets.get(query.topic),
      atMs,
      isRunning: isUp(engineOf(query)),
    }),
  );
}
