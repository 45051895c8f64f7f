/** The dead letters in `readings.dlq`: which records of the input each query set aside; a replay writes one again. */
import { deadLetterHeaders } from '../chain/names.ts';
import type { QueryProgress } from '../chain/progress.ts';
import type { RecordView } from '../kafka/client.ts';
import { NumberSet } from './numberSet.ts';

export class DeadLetters {
  /** Records without a query or a `partition:offset` key. */
  foreign = 0;
  readonly #offsets = new Map<string, Map<number, NumberSet>>();

  add(record: RecordView): void {
    const query = record.headers()[deadLetterHeaders.query]?.toString();
    const place = /^(\d{1,9}):(\d{1,15})$/.exec(record.key?.toString() ?? '');
    if (query === undefined || place === null) this.foreign += 1;
    else this.#setOf(query, Number(place[1])).add(Number(place[2]));
  }

  has(query: string, partition: number, offset: number): boolean {
    return this.#offsets.get(query)?.get(partition)?.has(offset) ?? false;
  }

  /** Different records that the query set aside within what it reported as read. */
  countWithin(query: string, offsets: QueryProgress['offsets']): number {
    let count = 0;
    for (const [partition, { start, end }] of Object.entries(offsets)) {
      const ranges = this.#offsets.get(query)?.get(Number(partition))?.ranges() ?? [];
      for (const [first, last] of ranges) {
        count += Math.max(0, Math.min(last, end - 1) - Math.max(first, start) + 1);
      }
    }
    return count;
  }

  #setOf(query: string, partition: number): NumberSet {
    const partitions = this.#offsets.get(query) ?? new Map<number, NumberSet>();
    this.#offsets.set(query, partitions);
    const set = partitions.get(partition) ?? new NumberSet();
    partitions.set(partition, set);
    return set;
  }
}
