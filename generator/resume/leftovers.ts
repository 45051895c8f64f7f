/** Records that a run of a named producer left in the topics beyond its last report. */
import { deadLetterHeaders, readingHeaders, topicNames } from '../../chain/names.ts';
import type { GeneratorProgress } from '../../chain/progress.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { numberIn } from '../../kafka/records.ts';
import type { Leftovers } from './settle.ts';

/** By partition and number, those that the generator itself set aside. */
export type Refused = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Reads a partition from where something of the producer may be that its report does not tell.
 * @param firstOffset where the topic ended before the producer's first record
 */
export async function offsetsOf(
  kafka: Kafka,
  report: GeneratorProgress,
  range: PartitionOffsets,
  firstOffset: number,
): Promise<Leftovers['offsets']> {
  const from = Math.max(range.start, startOf(report, firstOffset));
  const offsets = new Map<number, number>();
  await kafka.scan(
    topicNames.readings,
    [{ ...range, start: Math.min(from, range.end) }],
    (record) => {
      const headers = record.headers();
      if (headers[readingHeaders.producer]?.toString() !== report.producer) return;
      const seq = numberIn(headers[readingHeaders.seq]);
      if (seq !== undefined && !offsets.has(seq)) offsets.set(seq, record.offset);
    },
  );
  return offsets;
}

/** Behind the last acknowledged reading, or behind the last one before the first that is unknown. */
function startOf({ acknowledged, unknown }: GeneratorProgress, firstOffset: number): number {
  const open = Math.min(Number.POSITIVE_INFINITY, ...unknown.map(([first]) => first));
  const settled = acknowledged.findLast(([, last]) => last < open);
  return settled === undefined ? firstOffset : settled[3] + 1;
}

/** Numbers of the readings that the producer set aside because the broker refused them. */
export async function refusedBy(kafka: Kafka, producer: string): Promise<Refused> {
  const refused = new Map<number, Set<number>>();
  const offsets = await kafka.offsets([topicNames.deadLetters]);
  const ranges = offsets.get(topicNames.deadLetters) ?? [];
  await kafka.scan(topicNames.deadLetters, ranges, (record) => {
    const headers = record.headers();
    if (headers[deadLetterHeaders.query] !== undefined) return;
    if (headers[readingHeaders.producer]?.toString() !== producer) return;
    const partition = numberIn(headers[deadLetterHeaders.partition]);
    const seq = numberIn(headers[readingHeaders.seq]);
    if (partition === undefined || seq === undefined) return;
    refused.set(partition, (refused.get(partition) ?? new Set()).add(seq));
  });
  return refused;
}
