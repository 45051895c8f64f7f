/** The newest rows of a topic for one reader: a few at a time, and a count of those that it is not shown. */
import { isUtf8 } from 'node:buffer';
import type { PartitionOffsets, TopicRecord } from '../../kafka/client.ts';
import type { LiveRow, LiveRows } from '../live.ts';

/** So many at a time, about once a second: 20 with the dead letters beside them. */
export const mostRows = 15;
export const mostLetters = 5;
/** Where rows are filtered, so many of each partition are looked through. */
const filteredRows = 500;
const mostKeyLength = 300;
const mostValueLength = 2_000;
const mostHexBytes = 1_000;
const mostHeaders = 20;

interface Wish {
  readonly topic: string;
  /** Part of the keys that are wanted; empty: all of them. */
  readonly key: string;
  /** Rows at a time. */
  readonly most: number;
}

/** What one reader wants to see. */
export class RowsWanted {
  readonly topic: string;
  readonly #key: string;
  readonly #most: number;
  readonly #send: (rows: LiveRows) => void;
  /** By partition, the first offset that was not looked at. */
  #next: Map<number, number> | undefined;
  #skipped = 0;

  constructor({ topic, key, most }: Wish, send: (rows: LiveRows) => void) {
    this.topic = topic;
    this.#key = key;
    this.#most = most;
    this.#send = send;
  }

  /** Newest records of each partition that it is to be given. */
  get count(): number {
    return this.#key === '' ? this.#most : filteredRows;
  }

  /** Whether there is anything that it was not given. */
  hasNews(bounds: readonly PartitionOffsets[]): boolean {
    const next = this.#next;
    return next === undefined || bounds.some(({ partition, end }) => end !== next.get(partition));
  }

  /** @param records the newest ones, oldest first. @param bounds what the topic held when they were read */
  take(records: readonly TopicRecord[], bounds: readonly PartitionOffsets[]): void {
    const before = this.#next;
    const fresh = records.filter(
      ({ key, partition, offset }) =>
        offset >= (before?.get(partition) ?? 0) && (key?.toString() ?? '').includes(this.#key),
    );
    const rows = fresh.slice(-this.#most).map(liveRow);
    this.#next = new Map(bounds.map(({ partition, end }) => [partition, end]));
    // What was there before it asked is not skipped.
    const came =
      before === undefined
        ? rows.length
        : bounds.reduce((sum, { partition, end }) => sum + end - (before.get(partition) ?? 0), 0);
    this.#skipped += Math.max(0, came - rows.length);
    if (came > 0 || before === undefined) {
      this.#send({ topic: this.topic, rows, skipped: this.#skipped });
    }
  }
}

export function liveRow(record: TopicRecord): LiveRow {
  const value = record.value ?? Buffer.alloc(0);
  const headers = Object.entries(record.headers).slice(0, mostHeaders);
  return {
    partition: record.partition,
    offset: record.offset,
    timestamp: new Date(record.timestampMs).toISOString(),
    key: record.key === null ? null : cut(record.key.toString(), mostKeyLength),
    value: cut(value.toString(), mostValueLength),
    hex: isUtf8(value) ? null : value.subarray(0, mostHexBytes).toString('hex'),
    headers: Object.fromEntries(
      headers.map(([name, bytes]) => [
        cut(name, mostKeyLength),
        cut(bytes.toString(), mostKeyLength),
      ]),
    ),
  };
}

/** Not within a pair of surrogates. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}…`;
}
