/** When each record of a topic was written, by partition and offset. */
import type { PartitionOffsets } from '../../kafka/client.ts';

export class WriteTimes {
  readonly #byPartition = new Map<number, { start: number; times: Float64Array }>();

  /** Offsets that will be told; what no record has (a transaction's marker) stays unknown. */
  open({ partition, start, end }: PartitionOffsets): void {
    const times = new Float64Array(Math.max(0, end - start)).fill(Number.NaN);
    this.#byPartition.set(partition, { start, times });
  }

  add(partition: number, offset: number, timestampMs: number): void {
    const known = this.#byPartition.get(partition);
    if (known !== undefined) known.times[offset - known.start] = timestampMs;
  }

  /** Ms since the epoch; `NaN` where nothing is known. */
  at(partition: number, offset: number): number {
    const known = this.#byPartition.get(partition);
    return known?.times[offset - known.start] ?? Number.NaN;
  }
}
