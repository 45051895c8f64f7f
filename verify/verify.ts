/** The conservation law, hop by hop: ledger → topic → each query → its output. Needs nothing but Kafka. */
import { topicNames } from '../chain/names.ts';
import type { Kafka } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { ProgressSnapshot } from '../kafka/progress.ts';
import { countReadings } from './evidence/countReadings.ts';
import { DeadLetters } from './evidence/deadLetters.ts';
import { FixedTopics } from './evidence/fixedTopics.ts';
import { accountsOf } from './evidence/ledger.ts';
import { queryEvidence, readersOf, tracesOf } from './evidence/queryEvidence.ts';
import type { QueryTraces } from './evidence/queryEvidence.ts';
import { Truth } from './evidence/truth.ts';
import { faultHop } from './hops/faultHop.ts';
import type { FaultVerdict } from './hops/faultHop.ts';
import { ledgerHop } from './hops/ledgerHop.ts';
import type { LedgerVerdict } from './hops/ledgerHop.ts';
import { queryHop } from './hops/queryHop.ts';
import type { QueryVerdict } from './hops/queryHop.ts';
import type { VerifyResult } from './result.ts';
import { findingSentence, ledgerNotes } from './sentences.ts';

export interface VerifyOptions {
  /** Count late rows from the topic too: every reading is parsed, which takes about three times as long. */
  readonly deep: boolean;
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
  { deep, onProgress }: VerifyOptions,
): Promise<VerifyResult> {
  const reported = await readProgress(kafka);
  const topics = new FixedTopics(kafka, await kafka.offsets(topicsOf(reported)), onProgress);
  const deadLetters = await readDeadLetters(topics);
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
  await topics.askStartsAgain();
  const bounds = topics.bounds(topicNames.readings);
  const isRead = readers.length > 0;
  const ledger = ledgerHop(accounts, counter, bounds);
  const faults = faultHop({ accounts, truth, counter, bounds, deadLetters, isRead });
  const queries = traces.map((query) => queryHop(queryEvidence(query, sources)));
  return resultOf(reported, ledger, faults, queries);
}

function topicsOf({ queries }: ProgressSnapshot): string[] {
  const names = [topicNames.readings, topicNames.deadLetters];
  return [...new Set([...names, ...queries.flatMap(({ query, topic }) => [query, topic])])];
}

async function readDeadLetters(topics: FixedTopics): Promise<DeadLetters> {
  const deadLetters = new DeadLetters(topics.hasExpired(topicNames.deadLetters));
  await topics.scan(topicNames.deadLetters, (record) => {
    deadLetters.add(record);
  });
  return deadLetters;
}

function resultOf(
  reported: ProgressSnapshot,
  ledger: LedgerVerdict,
  faults: FaultVerdict,
  queries: readonly QueryVerdict[],
): VerifyResult {
  const { failedFound: _, findings: ofLedger, ...figures } = ledger;
  const findings = [...ofLedger, ...faults.findings];
  const problems = [
    ...reported.problems,
    ...findings.map(findingSentence),
    ...queries.flatMap((query) => query.problems),
  ];
  return {
    ok: problems.length === 0,
    producers: new Set(reported.generators.map(({ producer }) => producer)).size,
    ...figures,
    injected: faults.injected,
    found: faults.found,
    queries: queries.map(({ result }) => result),
    problems,
    findings,
    notes: [...ledgerNotes(ledger), ...faults.notes, ...queries.flatMap(({ notes }) => notes)],
    reasons: faults.reasons,
  };
}
