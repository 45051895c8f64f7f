/** Records that were read, and the bounds of what to read. */
import { isUtf8 } from 'node:buffer';

/** Where a partition's log begins and ends. */
export interface PartitionOffsets {
  readonly partition: number;
  /** First offset kept (log start), or the first one to read. */
  readonly start: number;
  /** Offset after the last one (exclusive). */
  readonly end: number;
}

/** One record. Its bytes are views into the fetched block: copy what is kept for long. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Of several headers of one name the last one counts. */
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** A header's text; `undefined` where there is none, or bytes that are no UTF-8: those of two are not to be confused. */
export function textIn(header: Buffer | undefined): string | undefined {
  return header !== undefined && isUtf8(header) ? header.toString() : undefined;
}

/** A whole number in a header; `undefined` where it holds none, or one that could pass 2⁵³. */
export function numberIn(header: Buffer | undefined): number | undefined {
  const text = header?.toString() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
