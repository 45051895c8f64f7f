/** Reading the topic `courant.progress`, in which each leg reports where it stands. */
import { topicNames } from '../chain/names.ts';
import { progressKey, progressRecord } from '../chain/progress.ts';
import type {
  AccountProgress,
  BatchProgress,
  GeneratorProgress,
  ProgressRecord,
} from '../chain/progress.ts';
import type { Kafka } from './client.ts';
import type { PartitionOffsets, TopicRecord } from './records.ts';

/** What every leg reported up to `offsets`: of each key the newest record. */
export interface ProgressSnapshot extends Readonly<ReturnType<typeof sorted>> {
  /** Records that could not be read, one sentence each. */
  readonly problems: readonly string[];
  /** What has been read; hand the snapshot to `readProgress` to read on from `end`. */
  readonly offsets: readonly PartitionOffsets[];
  /** Newest record of each key, in order of the keys' first appearance. */
  readonly records: ReadonlyMap<string, ProgressRecord>;
  /** Keys whose newest record cannot be read, with the sentence in `problems`. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/**
 * Reads what has been reported until now.
 * @param since an earlier snapshot, to read only what came after it
 * @throws CourantError COURANT_KAFKA_UNREACHABLE; a missing topic is an empty snapshot
 */
export async function readProgress(
  kafka: Kafka,
  since?: ProgressSnapshot,
): Promise<ProgressSnapshot> {
  const bounds = (await kafka.offsets([topicNames.progress])).get(topicNames.progress) ?? [];
  const ranges = bounds.map((range) => readOn(range, since));
  const newest = new Map<string, TopicRecord>();
  for await (const block of ranges.length === 0 ? [] : kafka.read(topicNames.progress, ranges)) {
    for (const record of block) newest.set(record.key?.toString() ?? '', record);
  }
  const records = new Map(since?.records);
  const unreadable = new Map(since?.unreadable);
  for (const [key, record] of newest) {
    unreadable.delete(key); // whatever it was, this record replaces it
    const parsed = record.value === null ? undefined : parse(record.value);
    if (parsed === undefined) records.delete(key);
    else if (typeof parsed !== 'string') records.set(progressKey(parsed), parsed);
    else if (isKnownKey(key)) unreadable.set(key, problem(record, key, parsed));
  }
  return {
    ...sorted(records),
    problems: [...unreadable.values(), ...missingParts(records)],
    offsets: bounds,
    records,
    unreadable,
  };
}

function readOn(range: PartitionOffsets, since?: ProgressSnapshot): PartitionOffsets {
  const seen = since?.offsets.find(({ partition }) => partition === range.partition);
  const from = seen === undefined || seen.end > range.end ? range.start : seen.end;
  return { ...range, start: Math.min(range.end, Math.max(range.start, from)) };
}

/**
 * Accounts with their parts: how one was cut is nobody's business but its producer's. An account that was written before
 * its newest part is whole without it.
 */
function whole(
  reports: readonly GeneratorProgress[],
  parts: readonly AccountProgress[],
): GeneratorProgress[] {
  const byKey = new Map(parts.map((part) => [progressKey(part), part]));
  return reports.map((report) => {
    const earlier = partKeys(report).flatMap((key) => byKey.get(key) ?? []);
    if (earlier.length === 0) return report;
    const all = [...earlier, report];
    return {
      ...report,
      acknowledged: all.flatMap(({ acknowledged }) => acknowledged),
      failed: all.flatMap(({ failed }) => failed),
      unknown: all.flatMap(({ unknown }) => unknown),
      possiblyDoubled: all.flatMap(({ possiblyDoubled }) => possiblyDoubled),
    };
  });
}

function partKeys({ producer, partition, parts }: GeneratorProgress): string[] {
  return Array.from({ length: parts }, (_, part) => `account/${producer}/${partition}/${part}`);
}

/** An account must not look smaller than it is. */
function missingParts(records: ReadonlyMap<string, ProgressRecord>): string[] {
  return [...records.values()].flatMap((record) => {
    if (record.type !== 'generator') return [];
    const missing = partKeys(record).filter((key) => !records.has(key));
    return missing.map((key) => `progress record ${JSON.stringify(key)} is missing`);
  });
}

/** Keys of kinds that a later version adds are passed over. */
function isKnownKey(key: string): boolean {
  return (
    key === '' || /^(generator|account|query|truth|position)\//.test(key) || !key.includes('/')
  );
}

function problem({ topic, partition, offset }: TopicRecord, key: string, why: string): string {
  return `progress record ${JSON.stringify(key)} (${topic} partition ${partition} offset ${offset}) cannot be read: ${why}`;
}

/** The record, or why it is none. */
function parse(value: Buffer): ProgressRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(value.toString());
  } catch {
    return 'it is not JSON';
  }
  const result = progressRecord.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown shape'}`;
}

function sorted(records: ReadonlyMap<string, ProgressRecord>) {
  const all = [...records.values()];
  const ofType = <Type extends ProgressRecord['type']>(type: Type) =>
    all.filter((record): record is Extract<ProgressRecord, { type: Type }> => record.type === type);
  const batches = new Map<string, BatchProgress[]>();
  for (const batch of ofType('batch')) {
    const list = batches.get(batch.query);
    if (list) list.push(batch);
    else batches.set(batch.query, [batch]);
  }
  for (const list of batches.values()) list.sort((a, b) => a.batch - b.batch);
  const reports = ofType('generator');
  return {
    /** Accounts, whole. */
    generators: whole(reports, ofType('account')),
    /** The same as they lie in the topic: without the parts that were cut off. */
    reports,
    /** Every part of what was injected on purpose. */
    truths: ofType('truth'),
    /** Where each named producer's source stood. */
    positions: ofType('position'),
    queries: ofType('query').sort((a, b) => (a.query < b.query ? -1 : 1)),
    /** By query, in order of the batch. Batches folded into the query's record are gone. */
    batches,
  };
}
