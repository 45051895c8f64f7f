/** What is left to read of a topic: behind the slowest of its readers. */
import type { OffsetRanges } from '../../chain/progress.ts';
import type { PartitionOffsets } from '../../kafka/client.ts';

/** What retention took is not among it. @param taken what each reader has read */
export function unreadRanges(
  taken: readonly OffsetRanges[],
  bounds: readonly PartitionOffsets[],
): OffsetRanges {
  return Object.fromEntries(
    bounds.map(({ partition, start, end }) => {
      const ends = taken.map((offsets) => offsets[String(partition)]?.end ?? start);
      return [partition, { start: Math.max(start, Math.min(end, ...ends)), end }];
    }),
  );
}
