/** The conservation law, hop by hop: ledger → topic → each query → its output. Needs nothing but Kafka. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicNames } from '../chain/names.ts';
import type { Kafka } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { ProgressSnapshot } from '../kafka/progress.ts';
import { BatchPlaces } from './evidence/batchPlaces.ts';
import { sourcesOf } from './evidence/batchReports.ts';
import { countReadings } from './evidence/countReadings.ts';
import { DeadLetters } from './evidence/deadLetters.ts';
import { FixedTopics } from './evidence/fixedTopics.ts';
import { accountsOf } from './evidence/ledger.ts';
import { queryEvidence, readersOf, tracesOf } from './evidence/queryEvidence.ts';
import type { QueryTraces } from './evidence/queryEvidence.ts';
import { reportedNow } from './reported.ts';
import { Truth } from './evidence/truth.ts';
import { unreadRanges } from './evidence/unread.ts';
import type { FaultEvidence } from './hops/accountFaults.ts';
import { faultHop } from './hops/faultHop.ts';
import type { FaultVerdict } from './hops/faultHop.ts';
import { ledgerHop } from './hops/ledgerHop.ts';
import type { LedgerVerdict } from './hops/ledgerHop.ts';
import { queryHop } from './hops/queryHop.ts';
import type { QueryVerdict } from './hops/queryHop.ts';
import { silentQuery } from './hops/silentQuery.ts';
import { unaccountedHop } from './hops/unaccounted.ts';
import type { Unaccounted } from './hops/unaccounted.ts';
import type { Finding, VerifyResult } from './result.ts';
import { findingSentence, ledgerNotes } from './sentences.ts';

/** A generator reports about every second: how long a report is waited for that may fill a hole. */
const reportPatienceMs = 5_000;
const pollMs = 100;

export interface VerifyOptions {
  /** Count late rows from the topic too: every reading is parsed, which takes about three times as long. */
  readonly deep: boolean;
  /**
   * Names of the chain's queries. One that has a topic must have reported; one that has none was never started, and has
   * everything to read. Default: of every topic that is not the chain's own.
   */
  readonly queries?: readonly string[];
  /** Called now and then with what is being read. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Proves, or says what is missing, doubled or out of order. Works while the chain runs: what was reported is read
 * first, then the ends are fixed, so that everything reported lies below them.
 * @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED; what breaks the law is in the result
 */
export async function verify(
  kafka: Kafka,
  { deep, queries, onProgress }: VerifyOptions,
): Promise<VerifyResult> {
  const reported = await reportedNow(kafka);
  const outputs = await outputTopics(kafka, queries);
  const topics = new FixedTopics(
    kafka,
    await kafka.offsets(topicsOf(reported, outputs)),
    onProgress,
  );
  const deadLetters = await readDeadLetters(topics, reported);
  const sources = { topics, deadLetters, deep };
  const traces: QueryTraces[] = [];
  for (const query of reported.queries) {
    traces.push(await tracesOf(query, reported.batches.get(query.query) ?? [], sources));
  }
  const truth = new Truth(reported.truths);
  const readers = readersOf(reported.queries);
  const late = traces.flatMap((query) => query.late ?? []);
  const counter = await countReadings(topics, { truth, queries: readers, deadLetters, late });
  const accounts = accountsOf(reported.generators, truth);
  const bounds = topics.bounds(topicNames.readings);
  const isRead = readers.length > 0;
  const evidence = { accounts, truth, counter, bounds, deadLetters, isRead };
  const declared = new Set([...outputs, ...(queries ?? [])]);
  const silent = [...declared].filter(
    (name) => !reported.queries.some(({ query }) => query === name),
  );
  return resultOf({
    reported,
    ledger: ledgerHop(accounts, counter, bounds),
    holes: await unaccountedNow(kafka, reported, evidence),
    faults: faultHop(evidence),
    unread: unreadOf(reported, silent, topics),
    queries: [
      ...traces.map((query) => queryHop(queryEvidence(query, sources), accounts)),
      ...silent.map((name) =>
        silentQuery(name, { ...everythingIn(topics), wasStarted: outputs.includes(name) }),
      ),
    ],
  });
}

/** Those of the queries that were declared, also of one that has reported nothing. Others may have topics beside them. */
async function outputTopics(kafka: Kafka, queries?: readonly string[]): Promise<string[]> {
  const own: readonly string[] = Object.values(topicNames);
  const isOutput = (topic: string) => queries?.includes(topic) ?? !own.includes(topic);
  return (await kafka.topics()).filter(isOutput);
}

function topicsOf({ queries }: ProgressSnapshot, outputs: readonly string[]): string[] {
  const names = [topicNames.readings, topicNames.deadLetters, ...outputs];
  return [...new Set([...names, ...queries.flatMap(({ query, topic }) => [query, topic])])];
}

async function readDeadLetters(
  topics: FixedTopics,
  { batches }: ProgressSnapshot,
): Promise<DeadLetters> {
  const deadLetters = new DeadLetters(new BatchPlaces(batches));
  await topics.scan(topicNames.deadLetters, (record) => {
    deadLetters.add(record);
  });
  return deadLetters.close(topics.bounds(topicNames.deadLetters));
}

/** Readings that at least one query has not read. */
function unreadOf(
  { queries }: ProgressSnapshot,
  silent: readonly string[],
  topics: FixedTopics,
): number {
  const name = topicNames.readings;
  const taken = [
    ...queries.filter(({ topic }) => topic === name).flatMap(sourcesOf),
    ...silent.map(() => ({})),
  ];
  if (taken.length === 0) return 0;
  return topics.recordsIn(name, unreadRanges(taken, topics.bounds(name))).least;
}

function everythingIn(topics: FixedTopics) {
  const bounds = topics.bounds(topicNames.readings);
  const kept = topics.recordsIn(topicNames.readings, unreadRanges([{}], bounds)).least;
  return { kept, everSent: kept > 0 || bounds.some(({ start }) => start > 0) };
}

/**
 * Holes in the numbers. One among the readings that came after the last report may be told of by the next one: it is
 * waited for, as long as a generator reports about every second.
 */
async function unaccountedNow(
  kafka: Kafka,
  reported: ProgressSnapshot,
  evidence: FaultEvidence,
): Promise<Unaccounted> {
  let found = unaccountedHop(evidence);
  const deadline = performance.now() + reportPatienceMs;
  for (let now = reported; found.unaccounted > 0 && performance.now() < deadline;) {
    now = await readProgress(kafka, now);
    const truth = new Truth(now.truths);
    found = unaccountedHop(evidence, { accounts: accountsOf(now.generators, truth), truth });
    if (found.findings.every((one) => isFinal(one, now))) break;
    await pause(pollMs);
  }
  return found;
}

function isFinal({ producer }: Finding, { generators }: ProgressSnapshot): boolean {
  return generators.some((report) => report.producer === producer && report.state === 'stopped');
}

interface Hops {
  readonly reported: ProgressSnapshot;
  readonly ledger: LedgerVerdict;
  readonly holes: Unaccounted;
  readonly faults: FaultVerdict;
  readonly unread: number;
  readonly queries: readonly QueryVerdict[];
}

function resultOf({ reported, ledger, holes, faults, unread, queries }: Hops): VerifyResult {
  const { failedFound: _, findings: ofLedger, causes: ofProducers, ...figures } = ledger;
  const findings = [...ofLedger, ...holes.findings, ...faults.findings];
  const problems = [
    ...reported.problems,
    ...findings.map(findingSentence),
    ...queries.flatMap((query) => query.problems),
  ];
  const causes = [...queries.flatMap((query) => query.causes), ...ofProducers];
  const soFar = causes.length > 0 ? 'provenSoFar' : 'proven';
  return {
    verdict: problems.length > 0 ? 'notProven' : soFar,
    ok: problems.length === 0,
    unread,
    producers: new Set(reported.generators.map(({ producer }) => producer)).size,
    ...figures,
    unaccounted: holes.unaccounted,
    injected: faults.injected,
    found: faults.found,
    queries: queries.map(({ result }) => result),
    problems,
    findings,
    causes,
    notes: [...ledgerNotes(ledger), ...faults.notes, ...queries.flatMap(({ notes }) => notes)],
    reasons: faults.reasons,
  };
}
