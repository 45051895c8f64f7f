/** Resumption of a named producer: what the run before left, and where its source goes on. */
import { topicNames } from '../../chain/names.ts';
import type { GeneratorProgress, PositionProgress, TruthProgress } from '../../chain/progress.ts';
import type { Range } from '../../chain/ranges.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { readProgress } from '../../kafka/progress.ts';
import { offsetsOf, refusedBy } from './leftovers.ts';
import type { Refused } from './leftovers.ts';
import { settle } from './settle.ts';
import type { ResumePoint } from '../source/resumePoint.ts';

export interface ResumeOptions {
  readonly producer: string;
  readonly site: string;
  readonly partitions: readonly PartitionOffsets[];
  /** Hash of what the readings follow from. */
  readonly source: string;
  /** Whether numbers may be in no record on purpose. */
  readonly mayWithhold: boolean;
  /** Nothing that the run before sent can be written any more. */
  readonly isFenced: boolean;
}

/** What an earlier run left. */
export interface Resumption {
  /** Hash of what the readings follow from now. */
  readonly source: string;
  /** The account to go on from, by partition; empty for a name that was never used. */
  readonly reports: ReadonlyMap<number, GeneratorProgress>;
  /** As the run before wrote it, by partition: without what was then found in the topic. */
  readonly written: ReadonlyMap<number, GeneratorProgress>;
  /** Absent for a name that was never used, and where the readings follow from something else now: then from the start. */
  readonly resumePoint?: ResumePoint;
  readonly truths: readonly TruthProgress[];
  /** By partition, where the topic ended before the producer's first record. */
  readonly firstOffsets: number[];
}

/** A lane has one batch outstanding; so many readings, of 32 bytes each, fit into none. */
const mostOutstanding = 2 ** 14;

/**
 * Reads each partition from the last acknowledged offset on: readings of this producer that its ledger does not have
 * are in the topic, so they count as acknowledged from now on. To be called once the run before is fenced off.
 */
export async function resume(kafka: Kafka, options: ResumeOptions): Promise<Resumption> {
  const { producer, source, partitions, mayWithhold } = options;
  const { reports: accounts, positions, truths } = await readProgress(kafka);
  const isOwn = (record: { readonly producer: string }) => record.producer === producer;
  const own = accounts.filter(isOwn);
  const last = positions.find(isOwn);
  const isNew = last === undefined && own.length === 0;
  const firstOffsets: number[] = [];
  for (const { partition, start, end } of partitions) {
    // A new name begins where the topic ends.
    firstOffsets[partition] = isNew ? end : (last?.firstOffsets[partition] ?? start);
  }
  const reports = new Map<number, GeneratorProgress>();
  const refused: Refused = isNew ? new Map() : await refusedBy(kafka, producer);
  for (const range of isNew ? [] : partitions) {
    const { partition } = range;
    const report =
      own.find((of) => of.partition === partition) ?? nothingReported(partition, options);
    const offsets = await offsetsOf(kafka, report, range, firstOffsets[partition] ?? 0);
    const left = { offsets, mayWithhold, refused: refused.get(partition) ?? new Set<number>() };
    const settled = settle(report, left);
    reports.set(partition, options.isFenced || isQuiet(report) ? settled : doubtful(settled));
  }
  const resumePoint = last && resumePointOf(last, reports, options);
  const written = new Map(own.map((report) => [report.partition, report]));
  return { source, reports, written, resumePoint, truths: truths.filter(isOwn), firstOffsets };
}

/** Its run ended in order, and nothing of it was on its way. */
function isQuiet({ state, unknown }: GeneratorProgress): boolean {
  return state === 'stopped' && unknown.length === 0;
}

/** What may have been on its way then is sent again now, and may be written twice. */
function doubtful(report: GeneratorProgress): GeneratorProgress {
  const { acknowledged, possiblyDoubled } = report;
  const next = (acknowledged.at(-1)?.[1] ?? -1) + 1;
  const again: Range = [next, next + mostOutstanding - 1];
  return { ...report, possiblyDoubled: [...possiblyDoubled, again] };
}

/** What a producer did in a partition of which it reported nothing. */
function nothingReported(partition: number, { producer, site }: ResumeOptions): GeneratorProgress {
  return {
    type: 'generator',
    producer,
    site,
    partition,
    topic: topicNames.readings,
    state: 'running',
    acknowledged: [],
    failed: [],
    unknown: [],
    possiblyDoubled: [],
    parts: 0,
    withheld: 0,
    ratePerSecond: 0,
    askedPerSecond: null,
    badRows: 0,
    cells: [],
    time: new Date().toISOString(),
  };
}

function resumePointOf(
  { source, position, nextSeqs, startMs, eventId }: PositionProgress,
  reports: ReadonlyMap<number, GeneratorProgress>,
  options: ResumeOptions,
): ResumePoint | undefined {
  if (source !== options.source || nextSeqs.length !== options.partitions.length) return undefined;
  const reached = nextSeqs.map(
    (_, partition) => reports.get(partition)?.acknowledged.at(-1)?.[1] ?? -1,
  );
  return { position, nextSeqs, startMs, reached, eventId };
}
