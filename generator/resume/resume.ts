/** Resumption of a named producer: what the run before left, and where its source goes on. */
import { topicNames } from '../../chain/names.ts';
import type { GeneratorProgress, PositionProgress, TruthProgress } from '../../chain/progress.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { offsetsOf, refusedBy } from './leftovers.ts';
import type { Refused } from './leftovers.ts';
import { settle } from './settle.ts';
import { untilSilent } from './silence.ts';
import type { ResumePoint } from '../source/resumePoint.ts';

export interface ResumeOptions {
  readonly producer: string;
  readonly site: string;
  readonly partitions: readonly PartitionOffsets[];
  /** Hash of what the readings follow from. */
  readonly source: string;
  /** Whether numbers may be in no record on purpose. */
  readonly mayWithhold: boolean;
  readonly isSole: boolean;
  readonly signal: AbortSignal;
}

/** What an earlier run left. */
export interface Resumption {
  /** Hash of what the readings follow from now. */
  readonly source: string;
  /** The account to go on from, by partition; empty for a name that was never used. */
  readonly reports: ReadonlyMap<number, GeneratorProgress>;
  /** Absent for a name that was never used, and where the readings follow from something else now: then from the start. */
  readonly resumePoint?: ResumePoint;
  readonly truths: readonly TruthProgress[];
  /** By partition, where the topic ended before the producer's first record. */
  readonly firstOffsets: number[];
}

/**
 * Reads each partition from the last acknowledged offset on: readings of this producer that its ledger does not have
 * are in the topic, so they count as acknowledged from now on.
 * @throws CourantError COURANT_USAGE when a generator of this name runs
 */
export async function resume(kafka: Kafka, options: ResumeOptions): Promise<Resumption> {
  const { producer, source, partitions, mayWithhold } = options;
  const { generators, positions, truths } = await untilSilent(kafka, options);
  const isOwn = (record: { readonly producer: string }) => record.producer === producer;
  const own = generators.filter(isOwn);
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
    reports.set(partition, settle(report, left));
  }
  const resumePoint = last && resumePointOf(last, reports, options);
  return { source, reports, resumePoint, truths: truths.filter(isOwn), firstOffsets };
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
    withheld: 0,
    ratePerSecond: 0,
    askedPerSecond: null,
    badRows: 0,
    cells: [],
    time: new Date().toISOString(),
  };
}

function resumePointOf(
  { source, position, nextSeqs, startMs }: PositionProgress,
  reports: ReadonlyMap<number, GeneratorProgress>,
  options: ResumeOptions,
): ResumePoint | undefined {
  if (source !== options.source || nextSeqs.length !== options.partitions.length) return undefined;
  const reached = nextSeqs.map(
    (_, partition) => reports.get(partition)?.acknowledged.at(-1)?.[1] ?? -1,
  );
  return { position, nextSeqs, startMs, reached };
}
