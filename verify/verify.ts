/** The conservation law, hop by hop: ledger → topic → each query → its output. Needs nothing but Kafka. */
import { topicNames } from '../chain/names.ts';
import type { QueryProgress } from '../chain/progress.ts';
import type { Kafka, PartitionOffsets, RecordView } from '../kafka/client.ts';
import { readProgress } from '../kafka/progress.ts';
import type { ProgressSnapshot } from '../kafka/progress.ts';
import { accountBatches } from './evidence/batchReports.ts';
import { Counter } from './evidence/countReadings.ts';
import { DeadLetters } from './evidence/deadLetters.ts';
import { faultVerdict } from './hops/faultHop.ts';
import type { FaultVerdict } from './hops/faultHop.ts';
import { queryVerdict } from './hops/queryHop.ts';
import type { QueryEvidence, Verdict } from './hops/queryHop.ts';
import { LateCounter, eventTimeOf, whyNotCounted } from './evidence/late.ts';
import { accountsOf } from './evidence/ledger.ts';
import { OutputRows } from './evidence/outputs.ts';
import { reconcile } from './hops/ledgerHop.ts';
import type { Reconciled } from './hops/ledgerHop.ts';
import type { VerifyResult } from './result.ts';
import { findingSentence, ledgerNotes } from './sentences.ts';
import { Sight } from './evidence/faultFinder.ts';
import { Truth } from './evidence/truth.ts';

export type { VerifyResult } from './result.ts';

export interface VerifyOptions {
  /** Count late rows from the topic too: every reading is parsed, which takes about three times as long. */
  readonly deep: boolean;
  /** Called now and then with what is being read. */
  onProgress?(text: string): void;
}

type Bounds = ReadonlyMap<string, readonly PartitionOffsets[]>;

/**
 * Proves, or says what is missing, doubled or out of order. Works while the chain runs: what was reported is read
 * first, then the ends are fixed, so that everything reported lies below them.
 * @throws CourantError COURANT_KAFKA_UNREACHABLE or COURANT_KAFKA_DENIED; what breaks the law is in the result
 */
export async function verify(kafka: Kafka, options: VerifyOptions): Promise<VerifyResult> {
  const reported = await readProgress(kafka);
  const bounds = await kafka.offsets(topicsOf(reported));
  const scan = scanner(kafka, bounds, options);
  const deadLetters = new DeadLetters();
  await scan(topicNames.deadLetters, (record) => {
    deadLetters.add(record);
  });
  const evidence: QueryEvidence[] = [];
  for (const query of reported.queries) {
    evidence.push(await gather(query, { reported, bounds, deadLetters, scan, deep: options.deep }));
  }
  const truth = new Truth(reported.truths);
  const eventTime = lastEventTime();
  const counter = new Counter(sightsOf(truth, { reported, deadLetters, eventTimeOf: eventTime }));
  const late = evidence.flatMap((e) => (e.late instanceof LateCounter ? [e.late] : []));
  await scan(topicNames.readings, (record) => {
    counter.add(record);
    if (late.length === 0) return;
    const eventTimeMs = eventTime(record);
    for (const each of late) each.add(record, eventTimeMs);
  });
  // What retention deletes while the topic is read is expired, not lost: the log's start is asked for again.
  const offsets = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const accounts = accountsOf(reported.generators, truth);
  const hasExpiredDeadLetters = isCut(bounds.get(topicNames.deadLetters));
  const isRead = readers(reported).length > 0;
  return resultOf(reported, {
    first: reconcile(accounts, counter, offsets),
    faults: faultVerdict({
      ...{ accounts, truth, counter, offsets, deadLetters, hasExpiredDeadLetters, isRead },
    }),
    verdicts: evidence.map(queryVerdict),
  });
}

/** Queries that have read of `readings`. */
function readers({ queries }: ProgressSnapshot): readonly QueryProgress[] {
  return queries.filter(
    ({ topic, offsets }) =>
      topic === topicNames.readings && Object.values(offsets).some(({ start, end }) => end > start),
  );
}

interface SightGround {
  readonly reported: ProgressSnapshot;
  readonly deadLetters: DeadLetters;
  readonly eventTimeOf: (record: RecordView) => number;
}

/** What looks for faults, for producers that reported some; without a truth nothing more is done a record. */
function sightsOf(truth: Truth, { reported, ...ground }: SightGround) {
  if (truth.isEmpty) return undefined;
  return (producer: string, partition: number): Sight | undefined => {
    const injected = truth.of(producer, partition);
    if (injected === undefined) return undefined;
    const { leastLateMs } = injected;
    return new Sight({ ...ground, leastLateMs, queries: readers(reported) });
  };
}

/** The event time of the record under the cursor, parsed once whoever asks. */
function lastEventTime(): (record: RecordView) => number {
  let [partition, offset, timeMs] = [-1, -1, NaN];
  return (record) => {
    if (record.partition !== partition || record.offset !== offset) {
      [partition, offset] = [record.partition, record.offset];
      timeMs = eventTimeOf(record.value);
    }
    return timeMs;
  };
}

function topicsOf({ queries }: ProgressSnapshot): string[] {
  const names = [topicNames.readings, topicNames.deadLetters];
  return [...new Set([...names, ...queries.flatMap(({ query, topic }) => [query, topic])])];
}

type Scan = (topic: string, visit: Parameters<Kafka['scan']>[2]) => Promise<void>;
const tellEvery = 500_000;

/** Reads a whole topic up to its fixed end; a topic that does not exist is empty. */
function scanner(kafka: Kafka, bounds: Bounds, { onProgress }: VerifyOptions): Scan {
  return async (topic, visit) => {
    const ranges = bounds.get(topic) ?? [];
    const total = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    let seen = 0;
    onProgress?.(`reading ${total.toLocaleString('en-US')} records of "${topic}"`);
    await kafka.scan(topic, ranges, (record) => {
      visit(record);
      if (++seen % tellEvery !== 0) return;
      const [part, whole] = [seen, total].map((n) => n.toLocaleString('en-US'));
      onProgress?.(`read ${part} of ${whole} records of "${topic}"`);
    });
  };
}

interface Sources {
  readonly reported: ProgressSnapshot;
  readonly bounds: Bounds;
  readonly deadLetters: DeadLetters;
  readonly scan: Scan;
  readonly deep: boolean;
}

async function gather(query: QueryProgress, sources: Sources): Promise<QueryEvidence> {
  const { reported, bounds, deadLetters, scan, deep } = sources;
  const account = accountBatches(query, reported.batches.get(query.query) ?? []);
  const input = bounds.get(query.topic) ?? [];
  const outputBounds = bounds.get(query.query);
  const output = outputBounds === undefined ? undefined : new OutputRows(query);
  if (output)
    await scan(query.query, (record) => {
      output.add(record);
    });
  const why = deep ? whyNotCounted(query, account, input) : undefined;
  return {
    query,
    account,
    input,
    deadLetters,
    hasExpiredDeadLetters: isCut(bounds.get(topicNames.deadLetters)),
    output,
    hasExpiredRows: isCut(outputBounds),
    late: deep ? (why ?? new LateCounter(query, account, deadLetters)) : undefined,
  };
}

function isCut(bounds: readonly PartitionOffsets[] | undefined): boolean {
  return bounds?.some(({ start }) => start > 0) ?? false;
}

interface Verdicts {
  readonly first: Reconciled;
  readonly faults: FaultVerdict;
  readonly verdicts: readonly Verdict[];
}

function resultOf(reported: ProgressSnapshot, { first, faults, verdicts }: Verdicts): VerifyResult {
  const { failedFound: _, findings: ofFirst, ...figures } = first;
  const findings = [...ofFirst, ...faults.findings];
  const problems = [
    ...reported.problems,
    ...findings.map(findingSentence),
    ...verdicts.flatMap((verdict) => verdict.problems),
  ];
  return {
    ok: problems.length === 0,
    producers: new Set(reported.generators.map(({ producer }) => producer)).size,
    ...figures,
    injected: faults.injected,
    found: faults.found,
    queries: verdicts.map(({ result }) => result),
    problems,
    findings,
    notes: [...ledgerNotes(first), ...faults.notes, ...verdicts.flatMap(({ notes }) => notes)],
    reasons: { ...faults.reasons },
  };
}
