/** Going on under a name: what the run before left, and where its source goes on. */
import { topicNames } from '../../chain/names.ts';
import type { GeneratorProgress, PositionProgress, TruthProgress } from '../../chain/progress.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import type { ProgressSnapshot } from '../../kafka/progress.ts';
import { offsetsOf, refusedBy } from './leftovers.ts';
import { settle } from './settle.ts';
import { untilSilent } from './silence.ts';
import type { Standing } from '../source/resumePoint.ts';

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
  /** The account to go on from, by partition; empty for a name that was never used. */
  readonly reports: ReadonlyMap<number, GeneratorProgress>;
  /** Absent for a name that was never used, and where the readings follow from something else now: then from the start. */
  readonly standing?: Standing;
  readonly truths: readonly TruthProgress[];
  /** By partition, where the topic ended before the producer's first record. */
  readonly firstOffsets: readonly number[];
}

/**
 * Reads each partition from the last acknowledged offset on: readings of this producer that its ledger does not have
 * are in the topic, so they count as acknowledged from now on.
 * @throws CourantError COURANT_USAGE when a generator of this name runs
 */
export async function resume(kafka: Kafka, options: ResumeOptions): Promise<Resumption> {
  const { producer, partitions } = options;
  const reported = await untilSilent(kafka, options);
  const place = reported.positions.find((record) => record.producer === producer);
  const firstOffsets = firstOffsetsOf(reported, place, options);
  const reports = new Map<number, GeneratorProgress>();
  if (place !== undefined || hasReported(reported, producer)) {
    const refused = await refusedBy(kafka, producer);
    for (const range of partitions) {
      const { partition } = range;
      const report = reportOf(reported, partition, options);
      const offsets = await offsetsOf(kafka, report, range, firstOffsets[partition] ?? 0);
      const { mayWithhold } = options;
      const left = { offsets, mayWithhold, refused: refused.get(partition) ?? new Set<number>() };
      reports.set(partition, settle(report, left));
    }
  }
  const truths = reported.truths.filter((record) => record.producer === producer);
  return { reports, truths, firstOffsets, standing: standingOf(place, reports, options) };
}

function hasReported({ generators }: ProgressSnapshot, producer: string): boolean {
  return generators.some((report) => report.producer === producer);
}

/** A new name begins where the topic ends. */
function firstOffsetsOf(
  reported: ProgressSnapshot,
  place: PositionProgress | undefined,
  { producer, partitions }: ResumeOptions,
): number[] {
  const isNew = place === undefined && !hasReported(reported, producer);
  const offsets: number[] = [];
  for (const { partition, start, end } of partitions) {
    offsets[partition] = isNew ? end : (place?.firstOffsets[partition] ?? start);
  }
  return offsets;
}

/** What the producer reported of a partition; nothing was acknowledged where it reported nothing. */
function reportOf(
  { generators }: ProgressSnapshot,
  partition: number,
  { producer, site }: ResumeOptions,
): GeneratorProgress {
  const own = generators.filter((report) => report.producer === producer);
  return (
    own.find((report) => report.partition === partition) ?? {
      type: 'generator',
      producer,
      site,
      topic: topicNames.readings,
      partition,
      state: 'running',
      acknowledged: [],
      failed: [],
      unknown: [],
      possiblyDoubled: [],
      ratePerSecond: 0,
      askedPerSecond: null,
      badRows: 0,
      withheld: 0,
      time: new Date().toISOString(),
    }
  );
}

function standingOf(
  place: PositionProgress | undefined,
  reports: ReadonlyMap<number, GeneratorProgress>,
  { source, partitions }: ResumeOptions,
): Standing | undefined {
  if (place?.source !== source || place.nextSeqs.length !== partitions.length) return undefined;
  const { position, nextSeqs, startMs } = place;
  const reached = nextSeqs.map(
    (_, partition) => reports.get(partition)?.acknowledged.at(-1)?.[1] ?? -1,
  );
  return { position, nextSeqs, startMs, reached };
}
