/** In which batch a query read a record, by its batch reports. */
import type { BatchProgress } from '../../chain/progress.ts';
import { sourcesOf } from './batchReports.ts';
import { entryOf } from './entryOf.ts';

/** A row that is made of one reading, or one of several. */
const ofReading = /^(\d{1,9}):(\d{1,15})(?:-\d+)?$/;

/** What the batches took of one partition, in order. */
interface Taken {
  readonly batches: number[];
  readonly ends: number[];
}

export class BatchPlaces {
  /** By query; of each of its sources the partitions. */
  readonly #queries = new Map<string, readonly Map<number, Taken>[]>();

  /** @param reports by query, in order of the batch */
  constructor(reports: ReadonlyMap<string, readonly BatchProgress[]> = new Map()) {
    for (const [query, batches] of reports) this.#queries.set(query, sourcesIn(batches));
  }

  /**
   * The batch that read the record, the later one where two sources did; of a record that no report tells of, a number
   * below or above those of all batches.
   */
  batchOf(query: string, partition: number, offset: number): number {
    const sources = this.#queries.get(query) ?? [];
    const batches = sources.map((partitions) => batchIn(partitions.get(partition), offset));
    return Math.max(...(batches.length === 0 ? [Infinity] : batches));
  }

  /**
   * The batch that has to answer for an output row. A batch in real time that a kill cut short had no end yet: run again
   * it may end earlier, and the rows behind are those of the next one, though they bear the number of the first too.
   * @param written the batch in its header
   */
  batchOfRow(query: string, row: string, written: number): number {
    const reading = ofReading.exec(row);
    if (reading === null || this.#queries.get(query)?.length !== 1) return written;
    return Math.max(written, this.batchOf(query, Number(reading[1]), Number(reading[2])));
  }
}

function sourcesIn(reports: readonly BatchProgress[]): Map<number, Taken>[] {
  const sources: Map<number, Taken>[] = [];
  for (const report of reports) {
    sourcesOf(report).forEach((ranges, at) => {
      sources[at] ??= new Map();
      for (const [partition, { start, end }] of Object.entries(ranges)) {
        if (start >= end) continue;
        const empty = { batches: [], ends: [] };
        const taken = entryOf(sources[at], Number(partition), (): Taken => empty);
        // What lies before the first batch that is reported was read by one before it.
        if (taken.ends.length === 0) put(taken, report.batch - 1, start);
        put(taken, report.batch, end);
      }
    });
  }
  return sources;
}

function put({ batches, ends }: Taken, batch: number, end: number): void {
  batches.push(batch);
  ends.push(end);
}

function batchIn(taken: Taken | undefined, offset: number): number {
  if (taken === undefined) return Infinity;
  let [low, high] = [0, taken.ends.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((taken.ends[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return taken.batches[low] ?? Infinity;
}
