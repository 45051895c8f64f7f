/** A lane's sender: what it needs of a Kafka producer, and what the producer's errors mean to it. */
import type { SealedBatch } from '../batch/sealedBatch.ts';

/** An idempotent producer that serves one lane alone. A lane has at most one send outstanding. */
export interface Sender {
  /**
   * Writes the batch and returns its first record's offset, −1 when the broker does not tell it. After a rejection the
   * same batch may be sent again: the broker knows what it has already written. May never settle.
   */
  send(batch: SealedBatch): Promise<number>;
  /** Closes the connections; nothing may be outstanding. */
  close(): Promise<void>;
  /**
   * Cuts the connections: nothing of what is outstanding leaves this process any more, also not by a retry. What has
   * left it can still be written, until the next sender of the lane is there.
   */
  abandon(): void;
}

/** What a lane does about a rejection. */
export type Verdict =
  /** Nothing is known to be wrong with the records: send the same ones again. */
  | 'again'
  /** The same, but the topic is missing as the broker sees it. */
  | 'topic gone'
  /** The client's view of the topic is stale: the same records under a new producer. */
  | 'stale'
  /** The broker lost track of the producer: the same records under a new one, once or twice in the topic. */
  | 'producer lost'
  | 'too large'
  /** The broker will never take these records. */
  | 'refused'
  /** The user may not do this. */
  | 'denied'
  /** Another process goes by the producer's name now: none of its readings is this one's to send. */
  | 'fenced';

export interface Rejection {
  readonly verdict: Verdict;
  /** The reason in the client's words. */
  readonly seen: string;
}
