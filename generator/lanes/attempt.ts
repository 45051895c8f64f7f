/** The data of a delivery: what a lane needs for it, what it reports, and what it knows of a batch on its way. */
import type { SealedBatch } from '../batch/sealedBatch.ts';
import type { BufferLimit } from './bufferLimit.ts';
import type { PartitionLedger } from '../account/ledger.ts';
import type { Clock } from '../pace/clock.ts';
import type { Rejection, Sender } from './sender.ts';

export interface DeliveryOptions {
  readonly ledger: PartitionLedger;
  /** Connects a new producer; rejects when the broker is away. Takes a bounded time. */
  readonly open: () => Promise<Sender>;
  readonly judge: (error: unknown) => Rejection;
  /** How long a batch may stay unacknowledged after it was first sent, in ms. */
  readonly deadlineMs: number;
  /** Room shared by all lanes. */
  readonly buffer: BufferLimit;
  readonly clock: Clock;
  readonly report: LaneReport;
}

/** What a lane reports while it works. */
export interface LaneReport {
  acknowledged(): void;
  unknown(batch: SealedBatch, seen: string): void;
  refused(batch: SealedBatch, seen: string): void;
  /** A batch of one record that is larger than the broker takes; returns when it is set aside. */
  oversized(batch: SealedBatch): Promise<void> | undefined;
  /** Nothing more can be sent: the lanes must be stopped. This one has stopped already. */
  fatal(rejection: Rejection): void;
}

/** One batch on its way to be settled. */
export interface Attempt {
  readonly batch: SealedBatch;
  tries: number;
  /** Its time is over: it counts as unknown. Never, before it was first sent. */
  isOver: boolean;
  /** Its time does not count any longer. */
  endDeadline: () => void;
  pauseMs: number;
  last: Rejection;
  /** A try was rejected that may have been written all the same. */
  isDoubtful: boolean;
}

export type Answer =
  | { readonly kind: 'written'; readonly offset: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'late' };

export const noAnswer: Rejection = { verdict: 'again', seen: 'no answer' };
