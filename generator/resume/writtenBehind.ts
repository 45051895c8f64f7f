/** What an earlier run wrote behind the position that its source goes on from. */
import { readingHeaders, topicNames } from '../../chain/names.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { textIn } from '../../kafka/records.ts';
import { eventHash } from '../sse/eventIntake.ts';
import type { Resumption } from './resume.ts';

/**
 * A server sends its events again from an id on, in whichever order: those that are in the topic are known by what is in
 * them, not by their number. @returns how often each is there, by its hash
 */
export async function writtenBehind(
  kafka: Kafka,
  producer: string,
  resumption: Resumption,
): Promise<Map<string, number>> {
  const written = new Map<string, number>();
  const { nextSeqs = [] } = resumption.resumePoint ?? {};
  const all = (await kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  const ranges = all.flatMap((range) => behind(range, nextSeqs, resumption));
  for await (const block of ranges.length === 0 ? [] : kafka.read(topicNames.readings, ranges)) {
    for (const { partition, headers, value } of block) {
      const isOwn = textIn(headers[readingHeaders.producer]) === producer;
      const seq = Number(textIn(headers[readingHeaders.seq]));
      if (!isOwn || value === null || !(seq >= (nextSeqs[partition] ?? Infinity))) continue;
      const hash = eventHash(value.toString());
      written.set(hash, (written.get(hash) ?? 0) + 1);
    }
  }
  return written;
}

/** Numbers that follow each other lie at least one offset apart. */
function behind(
  { partition, start, end }: PartitionOffsets,
  nextSeqs: readonly number[],
  { reports }: Resumption,
): PartitionOffsets[] {
  const next = nextSeqs[partition] ?? Number.POSITIVE_INFINITY;
  const range = reports.get(partition)?.acknowledged.find(([, last]) => last >= next);
  if (range === undefined) return [];
  const [first, , offset] = range;
  return [{ partition, start: Math.max(start, offset + Math.max(0, next - first)), end }];
}
