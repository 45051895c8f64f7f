/**
 * Records of one partition as they lie in a record batch (format v2 of the Kafka protocol: "Message format" in Kafka's
 * documentation), written one after the other into one buffer: no object a record.
 */

/** Bytes that a writer may spoil behind the last record: words are copied whole, and the next record writes over them. */
export const slackBytes = 64;

/** One record, for writers that have it as key and value. */
export interface PlainRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly seq: number;
  /** Of the reading, ms since the epoch. */
  readonly eventTimeMs: number;
}

export class OpenBatch {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Where the next record begins. */
  at = 0;
  /** Records so far: the offset delta of the next one. */
  count = 0;
  /** Timestamp of the batch's first record, ms since the epoch: records are stamped when they are written. */
  baseMs = 0;
  /** Of the record that is written now, relative to `baseMs`; never falls. */
  timestampDeltaMs = 0;
  lastSeq = -1;
  /** Event time of the first record, and the newest of all, ms since the epoch. */
  firstEventMs = 0;
  newestEventMs = 0;
  /** Whose records it takes now; −1 while it is nobody's. */
  partition = -1;
  /** No record ends behind this, and no event time is later: set by the batch's owner whenever it looks at the batch. */
  mostAt = 0;
  mostEventMs = 0;

  /** @param capacity bytes of records that fit, beside the slack */
  constructor(capacity: number) {
    // Not from the pool that small buffers share: the view would need its offset everywhere.
    this.bytes = Buffer.allocUnsafeSlow(capacity + slackBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  get capacity(): number {
    return this.bytes.length - slackBytes;
  }

  /** Whether a record of so many bytes still fits. */
  fits(bytes: number): boolean {
    return this.at + bytes <= this.capacity;
  }

  /**
   * Whether such a record may follow without a look at the others: its time lies within those of the batch. The batch
   * may have become another partition's since it was opened.
   */
  takes(partition: number, bytes: number, eventTimeMs: number): boolean {
    return (
      this.partition === partition &&
      this.at + bytes <= this.mostAt &&
      eventTimeMs >= this.firstEventMs &&
      eventTimeMs <= this.mostEventMs
    );
  }

  /** Empty again, for other records. */
  clear(): void {
    this.at = 0;
    this.count = 0;
    this.timestampDeltaMs = 0;
    this.lastSeq = -1;
    this.partition = -1;
  }

  /** To be called before a record is written. @param nowMs wall clock, ms since the epoch */
  stamp(nowMs: number): void {
    if (this.count === 0) this.baseMs = nowMs;
    this.timestampDeltaMs = Math.max(this.timestampDeltaMs, nowMs - this.baseMs);
  }

  /** To be called once a record was written up to `end`. */
  wrote(end: number, seq: number, eventTimeMs: number): void {
    if (this.count === 0) {
      this.firstEventMs = eventTimeMs;
      this.newestEventMs = eventTimeMs;
    }
    if (eventTimeMs > this.newestEventMs) this.newestEventMs = eventTimeMs;
    this.at = end;
    this.count += 1;
    this.lastSeq = seq;
  }
}
