/** Rows of a topic, as a person wants to see them. */
import { z } from 'zod';
import { CourantError } from '../../chain/errors.ts';
import { JsonText } from '../../chain/words/jsonText.ts';
import { nearest } from '../../chain/words/nearest.ts';
import type { Kafka, PartitionOffsets, TopicRecord } from '../../kafka/client.ts';

/** One line of `courant show TOPIC -o json`. */
export const topicRow = z.object({
  topic: z.string(),
  partition: z.number().int().nonnegative(),
  offset: z.number().int().nonnegative(),
  /** When the record was written, ISO 8601. */
  timestamp: z.string(),
  key: z.string().nullable(),
  /** The record's JSON; text where it is no JSON; `null` where there is none. */
  value: z.unknown(),
  headers: z.record(z.string(), z.string()),
});

/** A row before it is printed: its value is JSON with the digits that are in the topic, other text, or nothing. */
export interface TopicRow extends Omit<z.infer<typeof topicRow>, 'value'> {
  readonly value: JsonText | string | null;
}

/** The row as one line of JSON (`topicRow`). */
export function rowDocument(row: TopicRow): string {
  const fields = Object.entries(row).map(([name, field]: [string, unknown]) => {
    const text = field instanceof JsonText ? field.text : JSON.stringify(field);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${fields.join(',')}}`;
}

/**
 * The newest rows over all partitions, oldest first.
 * @throws CourantError COURANT_TOPIC_UNKNOWN with the topics there are
 */
export async function newestRows(kafka: Kafka, topic: string, count: number): Promise<TopicRow[]> {
  const records = await newestRecords(kafka, topic, await boundsOf(kafka, topic), count);
  return records.slice(records.length - Math.min(count, records.length)).map(rowOf);
}

/** The newest records of each partition as they are, oldest first; those of two partitions by their time. */
export async function newestRecords(
  kafka: Kafka,
  topic: string,
  bounds: readonly PartitionOffsets[],
  count: number,
): Promise<TopicRecord[]> {
  const ranges = bounds.map(({ partition, start, end }) => ({
    partition,
    start: Math.max(start, end - count),
    end,
  }));
  const records: TopicRecord[] = [];
  for await (const block of kafka.read(topic, ranges)) records.push(...block);
  return records.sort((a, b) => a.timestampMs - b.timestampMs || a.offset - b.offset);
}

/**
 * The newest rows, then those that arrive, in blocks, until `signal` aborts.
 * @throws CourantError COURANT_TOPIC_UNKNOWN with the topics there are
 */
export async function* followRows(
  kafka: Kafka,
  options: { readonly topic: string; readonly count: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly TopicRow[]> {
  const { topic, count, signal } = options;
  const bounds = await boundsOf(kafka, topic);
  const first = await newestRows(kafka, topic, count);
  if (first.length > 0) yield first;
  const seen = new Set(first.map(({ partition, offset }) => `${partition}:${offset}`));
  const from = bounds.map(({ partition, end }) => ({ partition, start: end }));
  for await (const block of kafka.follow(topic, from, signal)) {
    const rows = block.filter((record) => !seen.has(`${record.partition}:${record.offset}`));
    if (rows.length > 0) yield rows.map(rowOf);
  }
}

async function boundsOf(kafka: Kafka, topic: string): Promise<readonly PartitionOffsets[]> {
  const bounds = (await kafka.offsets([topic])).get(topic);
  if (bounds !== undefined) return bounds;
  const topics = (await kafka.topics()).sort();
  const meant = nearest(topic, topics);
  throw new CourantError({
    code: 'COURANT_TOPIC_UNKNOWN',
    message: `there is no topic "${topic}"`,
    details: [`topics: ${topics.join(', ')}`],
    hint:
      meant === undefined ? 'courant status shows what they hold' : `try: courant show ${meant}`,
  });
}

function rowOf(record: TopicRecord): TopicRow {
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: new Date(record.timestampMs).toISOString(),
    key: record.key?.toString() ?? null,
    value: valueOf(record.value),
    headers: Object.fromEntries(
      Object.entries(record.headers).map(([name, bytes]) => [name, bytes.toString()]),
    ),
  };
}

function valueOf(bytes: Buffer | null): TopicRow['value'] {
  if (bytes === null) return null;
  const text = bytes.toString();
  return JsonText.of(text) ?? text;
}
