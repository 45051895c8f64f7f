/** Takes what is due from a source and writes it where records go: one implementation for each kind of source. */
import type { BatchTarget } from '../batch/target.ts';
import type { Pacer } from '../pace/pacer.ts';

export interface Intake {
  /** Readings taken from the source, those of earlier runs included. */
  readonly position: number;
  /** Of a source whose server numbers events: the id of the last one that was taken. */
  readonly eventId?: string;
  /** While readings are counted that an earlier run settled: until then the position alone tells nothing. */
  readonly isCatchingUp: boolean;
  /** The same of one partition. */
  isCatchingUpIn(partition: number): boolean;
  /** True once every reading was taken. */
  readonly isEnded: boolean;
  /** True where readings are due at times of their own. */
  readonly isTimed: boolean;
  /** When the next reading is due, in ms after the start; `undefined`: as the load says. */
  readonly nextDueMs: number | undefined;
  /** Most readings of one tick, so that a tick takes a few ms at most. */
  readonly mostATick: number;
  /** Whether `take` would give something at once. */
  isDue(pacer: Pacer): boolean;
  /** Takes up to `most` readings that are due; waits while there is no room, until `signal` aborts. @returns how many */
  take(sink: RecordSink, pacer: Pacer, most: number, signal: AbortSignal): Promise<number>;
}

/** Where records go. */
export interface RecordSink extends BatchTarget {
  /** Returns when there is room again. */
  room(): Promise<void>;
  /** Hands on what was written. */
  flush(): void;
}

/** Returns when the sink has room, or the signal aborts. */
export async function untilRoom(sink: RecordSink, signal: AbortSignal): Promise<void> {
  while (!sink.hasRoom && !signal.aborted) await orAborted(sink.room(), signal);
}

async function orAborted(room: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
  });
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  await Promise.race([room, aborted]);
  signal.removeEventListener('abort', onAbort);
}
