/** Writes readings one by one: those that are hit, and those that a resumed source counts through again. */
import type { MalformedKind } from '../../chain/chain.ts';
import type { Reading } from '../../chain/reading.ts';
import type { OpenBatch } from '../batch/openBatch.ts';
import { RecordWriter } from '../batch/record.ts';
import type { BatchTarget } from '../batch/target.ts';
import type { SettledSeqs } from '../source/resumePoint.ts';
import { malformed } from './malformed.ts';
import type { FaultKind, TruthLog } from './truthLog.ts';

/** The reading that is written now. */
export interface Draft {
  readonly partition: number;
  /** When it was measured: what orders the lanes, also where the record says something else. */
  readonly eventMs: number;
  readonly mostBytes: number;
  /** Writes its record. @param eventMs the time it says @returns where it ends */
  write(batch: OpenBatch, eventMs: number, seq: number): number;
  /** As an object. */
  reading(): Reading;
}

export interface FaultWriterOptions {
  readonly producer: string;
  readonly settled: SettledSeqs | undefined;
  readonly truth?: TruthLog;
}

export class FaultWriter {
  readonly #options: FaultWriterOptions;
  readonly #records: RecordWriter;

  constructor(options: FaultWriterOptions) {
    this.#options = options;
    this.#records = new RecordWriter(options.producer);
  }

  /** A good reading. @returns false when it was settled before */
  write(target: BatchTarget, draft: Draft, eventMs = draft.eventMs): boolean {
    const settled = this.#options.settled?.take(draft.partition);
    if (settled === undefined) this.#record(target, draft, eventMs);
    return settled === undefined;
  }

  /**
   * A reading that is hit.
   * @param lateMs the event time of a late one, ms since the epoch
   * @returns false when all of it was settled before
   */
  hit(target: BatchTarget, draft: Draft, kind: FaultKind, lateMs: number): boolean {
    const { partition, eventMs } = draft;
    const isOriginalNew = kind === 'doubled' && this.write(target, draft);
    const settled = this.#options.settled?.take(partition);
    const seq = settled ?? target.giveSeq(partition);
    this.#options.truth?.note(partition, kind, seq);
    if (settled !== undefined) return isOriginalNew;
    if (kind === 'late') this.#record(target, draft, lateMs, seq);
    else if (kind === 'doubled') this.#record(target, draft, eventMs, seq);
    else if (kind !== 'withheld') this.#malformed(target, draft, kind, seq);
    return true;
  }

  #record(target: BatchTarget, draft: Draft, eventMs: number, given?: number): void {
    const batch = target.open(draft.partition, draft.mostBytes, draft.eventMs);
    const seq = given ?? target.giveSeq(draft.partition);
    batch.wrote(draft.write(batch, eventMs, seq), seq, draft.eventMs);
  }

  #malformed(target: BatchTarget, draft: Draft, kind: MalformedKind, seq: number): void {
    const reading = draft.reading();
    const key = Buffer.from(reading.sensor);
    let value = malformed(kind, reading, draft.eventMs);
    const batch = target.open(draft.partition, this.#records.mostBytes(key, value), draft.eventMs);
    // The record's timestamp is known once the batch is open; instants are all of one length.
    if (kind === 'future_time') {
      value = malformed(kind, reading, batch.baseMs + batch.timestampDeltaMs);
    }
    this.#records.write(batch, { key, value, seq, eventTimeMs: draft.eventMs });
  }
}
