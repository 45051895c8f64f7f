/** A Kafka of a few records in memory, as far as verify reads: markers take offsets, retention cuts from the beginning. */
import type { Kafka, PartitionOffsets, RecordView } from '../../kafka/client.ts';
import type { TopicRecord } from '../../kafka/records.ts';

export interface MemoryRecord {
  readonly key?: string | null;
  readonly value?: string | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}
/** `undefined`: the marker of a transaction. */
export type MemoryLog = readonly (MemoryRecord | undefined)[];

export interface MemoryTopic {
  readonly partitions: readonly MemoryLog[];
  /** First offset kept, by partition. */
  readonly starts?: readonly number[];
}

export function memoryKafka(topics: ReadonlyMap<string, MemoryTopic>): Kafka {
  const never = () => Promise.reject(new Error('verify only reads'));
  const boundsOf = ({ partitions, starts = [] }: MemoryTopic): PartitionOffsets[] =>
    partitions.map((log, partition) => ({
      ...{ partition, start: starts[partition] ?? 0, end: log.length },
    }));
  return {
    topics: () => Promise.resolve([...topics.keys()]),
    offsets: (names) =>
      Promise.resolve(
        new Map(
          names.flatMap((name) => {
            const topic = topics.get(name);
            return topic === undefined ? [] : [[name, boundsOf(topic)] as const];
          }),
        ),
      ),
    async *read(topic, ranges) {
      yield await Promise.resolve(recordsIn(topic, topics.get(topic), ranges));
    },
    scan: (topic, ranges, visit) => {
      for (const record of recordsIn(topic, topics.get(topic), ranges)) visit(viewOf(record));
      return Promise.resolve();
    },
    follow: () => {
      throw new Error('verify follows nothing');
    },
    ...{
      declare: never,
      deleteTopics: never,
      close: () => Promise.resolve(),
    },
  };
}

function recordsIn(
  name: string,
  topic: MemoryTopic | undefined,
  ranges: readonly PartitionOffsets[],
): TopicRecord[] {
  return ranges.flatMap(({ partition, start, end }) =>
    (topic?.partitions[partition] ?? []).flatMap((record, offset) => {
      if (record === undefined || offset < start || offset >= end) return [];
      return [recordOf(record, { topic: name, partition, offset })];
    }),
  );
}

function recordOf(
  { key = null, value = null, headers = {} }: MemoryRecord,
  place: Pick<TopicRecord, 'topic' | 'partition' | 'offset'>,
): TopicRecord {
  return {
    ...place,
    timestampMs: 0,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, bytes]) => [name, Buffer.from(bytes as string)]),
    ),
  };
}

function viewOf(record: TopicRecord): RecordView {
  const view = {
    ...record,
    headers: () => record.headers,
    eachHeader: (see: Parameters<RecordView['eachHeader']>[0]) => {
      // One block of bytes, as a fetched record is.
      const fields = Object.entries(record.headers).map(([name, value]) => [
        Buffer.from(name),
        value,
      ]);
      const bytes = Buffer.concat(fields.flat());
      let start = 0;
      const next = (field: Buffer | undefined) => {
        const span = { start, length: field?.length ?? 0 };
        start += span.length;
        return span;
      };
      for (const [name, value] of fields) see(bytes, next(name), next(value));
    },
  };
  return view as unknown as RecordView;
}
