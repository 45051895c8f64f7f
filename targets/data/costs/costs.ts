/** What queries cost while a chain runs: CPU time, memory, lag, and how long a reading takes to its row. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Engine } from '../../../chain/chain.ts';
import { engineTitles } from '../../../chain/engines.ts';
import { topicNames } from '../../../chain/names.ts';
import { engineOf } from '../../../chain/progress.ts';
import type { QueryProgress } from '../../../chain/progress.ts';
import { counted } from '../../../chain/words/counted.ts';
import type { Kafka, PartitionOffsets } from '../../../kafka/client.ts';
import { lagRows } from '../../../kafka/lag.ts';
import { cpuSeconds } from '../../machine/processes.ts';
import type { Leg, StepReport, Target } from '../../target.ts';
import { KafkaObserver } from '../kafkaSnapshot.ts';
import type { KafkaSnapshot, TopicOffsets } from '../kafkaSnapshot.ts';
import { SpanReadings, delaysIn } from './delays.ts';

const number = z.number().nonnegative().nullable();

/** `null`: not known; the reason stands in `reasons` under the field's name. */
export const queryCost = z.object({
  name: z.string(),
  /** Of the engine, for a million readings that one of its queries reads. */
  cpuSecondsPerMillion: number,
  /** Of the engine. */
  cores: number,
  /** Readings a second that the query read. */
  readPerSecond: number,
  /** Memory of the engine, in bytes. */
  residentBytes: number,
  /** Readings that it had still to read in the end. */
  lagRows: number,
  /** From a reading's record to the first row that it shows in, in ms. */
  p50Ms: number,
  p99Ms: number,
  /** Readings that were followed to their row. */
  followed: z.number().int().nonnegative(),
  /** From the start of the engine's process to the query's first row since, in ms. */
  firstRowMs: number,
  /** Queries of the engine, which share what it costs. */
  sharedBy: z.number().int().positive(),
  reasons: z.record(z.string(), z.string()),
});
export type QueryCost = z.infer<typeof queryCost>;

export interface CostOptions {
  readonly queries: readonly string[];
  /** How long is looked, in seconds. */
  readonly seconds: number;
  readonly step: StepReport;
  readonly signal: AbortSignal;
}

/** Rows of readings that come at the end of the span are waited for so long. */
const patienceMs = 15_000;
const lookEveryMs = 250;

/**
 * Looks at a chain that runs.
 * @throws CourantError COURANT_KAFKA_UNREACHABLE, or the signal's reason
 */
export async function measureCosts(
  target: Target,
  kafka: Kafka,
  options: CostOptions,
): Promise<QueryCost[]> {
  const observer = new KafkaObserver(kafka);
  const before = await lookAt(target, observer);
  await passing(options);
  const after = await lookAt(target, observer);
  options.step.progress('waiting for the rows of the last readings');
  await caughtUp(observer, after.kafka, options);
  const readings = await SpanReadings.of(kafka, between(before, after, topicNames.readings));
  const span: Span = { before, after, readings };
  const costs: QueryCost[] = [];
  for (const name of options.queries) costs.push(await costOf(kafka, name, span));
  return costs;
}

/** What was seen at one moment. */
interface Look {
  readonly atMs: number;
  readonly kafka: KafkaSnapshot;
  readonly legs: readonly Leg[];
  readonly cpu: ReadonlyMap<string, number | null>;
}

interface Span {
  readonly before: Look;
  readonly after: Look;
  readonly readings: SpanReadings;
}

async function lookAt(target: Target, observer: KafkaObserver): Promise<Look> {
  const { legs } = await target.state();
  // A pod's process is not one of this machine.
  const ours = legs.filter(({ pid }) => pid !== null && target.name === 'local');
  const times = ours.map(async ({ id, pid }) => [id, await cpuSeconds(pid ?? 0)] as const);
  const cpu = new Map(await Promise.all(times));
  const atMs = performance.now();
  return { atMs, kafka: await observer.observe(), legs, cpu };
}

async function passing({ seconds, step, signal }: CostOptions): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) {
    step.progress(`${seconds - passed} s to go`);
    await pause(1_000, undefined, { signal });
  }
}

/** Until the queries have read what had been written. */
async function caughtUp(
  observer: KafkaObserver,
  { offsets }: KafkaSnapshot,
  { queries, signal }: CostOptions,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  const ends = offsets.get(topicNames.readings) ?? [];
  for (;;) {
    const { progress } = await observer.observe();
    const asked = progress.queries.filter(({ query }) => queries.includes(query));
    if (asked.every((query) => lagRows(query, ends) === 0) || performance.now() > deadline) return;
    await pause(lookEveryMs, undefined, { signal });
  }
}

async function costOf(kafka: Kafka, name: string, span: Span): Promise<QueryCost> {
  const { before, after } = span;
  const query = queryIn(after, name);
  const engine = query === undefined ? undefined : engineOf(query);
  const { reasons, ...ofEngine } = engineCost(engine, span);
  const written = await writtenSince(kafka, name, before.kafka.offsets);
  const delays = await delaysIn(kafka, name, { rows: written, readings: span.readings });
  const leg = after.legs.find((one) => one.name === engine);
  return {
    name,
    ...ofEngine,
    readPerSecond: round(readBetween(span, [name]) / secondsOf(span), 1),
    lagRows: query === undefined ? null : lagOf(query, after),
    p50Ms: delays.p50Ms,
    p99Ms: delays.p99Ms,
    followed: delays.readings,
    firstRowMs: await firstRowMs(kafka, name, leg?.since ?? null),
    reasons:
      delays.reason === undefined
        ? reasons
        : { ...reasons, p50Ms: delays.reason, p99Ms: delays.reason },
  };
}

type EngineCost = Pick<
  QueryCost,
  'cpuSecondsPerMillion' | 'cores' | 'residentBytes' | 'sharedBy' | 'reasons'
>;

/** What the process costs that runs all queries of an engine. */
function engineCost(engine: Engine | undefined, span: Span): EngineCost {
  const { before, after } = span;
  const names = after.kafka.progress.queries
    .filter((query) => engineOf(query) === engine)
    .map(({ query }) => query);
  const sharedBy = Math.max(1, names.length);
  const [then, now] = [before, after].map(({ legs }) => legs.find(({ name }) => name === engine));
  const unknown = {
    cpuSecondsPerMillion: null,
    cores: null,
    residentBytes: now?.residentBytes ?? null,
    sharedBy,
  };
  const nothing = (why: string) => ({
    ...unknown,
    reasons: { cpuSecondsPerMillion: why, cores: why },
  });
  if (engine === undefined) return nothing('the query has not reported yet');
  if (now === undefined || then?.pid !== now.pid) {
    return nothing(`${engineTitles[engine]} was started anew in the span`);
  }
  const spent = spentBy(now.id, span);
  if (spent === null) return nothing('a cluster does not tell the CPU time of its pods');
  const read = readBetween(span, names);
  const cores = round(spent / secondsOf(span), 3);
  if (read > 0) {
    return { ...unknown, cores, cpuSecondsPerMillion: round((spent / read) * 1e6, 2), reasons: {} };
  }
  const why = `no reading came in the ${counted(Math.round(secondsOf(span)), 'second')}`;
  return { ...unknown, cores, reasons: { cpuSecondsPerMillion: why } };
}

function spentBy(leg: string, { before, after }: Span): number | null {
  const [then, now] = [before.cpu.get(leg) ?? null, after.cpu.get(leg) ?? null];
  return then === null || now === null ? null : now - then;
}

function readBetween({ before, after }: Span, names: readonly string[]): number {
  const read = names.map(
    (name) => (queryIn(after, name)?.rows ?? 0) - (queryIn(before, name)?.rows ?? 0),
  );
  return read.reduce((sum, rows) => sum + Math.max(0, rows), 0);
}

function queryIn({ kafka }: Look, name: string): QueryProgress | undefined {
  return kafka.progress.queries.find(({ query }) => query === name);
}

function lagOf(query: QueryProgress, { kafka }: Look): number | null {
  const ends = kafka.offsets.get(topicNames.readings);
  return ends === undefined ? null : lagRows(query, ends);
}

function secondsOf({ before, after }: Span): number {
  return (after.atMs - before.atMs) / 1_000;
}

function between(before: Look, after: Look, topic: string): PartitionOffsets[] {
  return since(after.kafka.offsets.get(topic) ?? [], before.kafka.offsets, topic);
}

async function writtenSince(kafka: Kafka, topic: string, before: TopicOffsets) {
  return since((await kafka.offsets([topic])).get(topic) ?? [], before, topic);
}

function since(now: readonly PartitionOffsets[], before: TopicOffsets, topic: string) {
  const then = new Map(before.get(topic)?.map(({ partition, end }) => [partition, end]));
  return now.map(({ partition, start, end }) => ({
    partition,
    start: Math.min(end, Math.max(start, then.get(partition) ?? 0)),
    end,
  }));
}

/** @param started when the engine's process did, ISO 8601 */
async function firstRowMs(
  kafka: Kafka,
  query: string,
  started: string | null,
): Promise<number | null> {
  const bounds = (await kafka.offsets([query])).get(query) ?? [];
  const startedMs = Date.parse(started ?? '');
  let first = Infinity;
  if (bounds.length === 0 || Number.isNaN(startedMs)) return null;
  await kafka.scan(query, bounds, ({ timestampMs }) => {
    if (timestampMs >= startedMs) first = Math.min(first, timestampMs);
  });
  return first === Infinity ? null : first - startedMs;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
