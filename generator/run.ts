/** The loop: take what is due, hand it on, wait for the next tick. Ends with the source, the count or the signal. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Feed } from './feed.ts';
import type { Pacer } from './pacer.ts';
import type { TimedReading } from './source.ts';

/** Where readings go. */
export interface Sink {
  /** Puts readings in; waits while there is no room, until `signal` aborts. @returns how many were put in */
  put(readings: readonly TimedReading[], signal: AbortSignal): Promise<number>;
}

export interface RunOptions {
  readonly feed: Feed;
  readonly pacer: Pacer;
  readonly sink: Sink;
  /** Ends after this many readings. */
  readonly count: number;
  readonly signal: AbortSignal;
}

/** Most readings of one turn, so that answers and signals come through in between. */
const mostATurn = 2_000;

/** @returns how many readings were put into the sink */
export async function run({ feed, pacer, sink, count, signal }: RunOptions): Promise<number> {
  let put = 0;
  while (put < count && !signal.aborted) {
    const readings = await feed.take(pacer, Math.min(count - put, mostATurn));
    put += await sink.put(readings, signal);
    if (feed.isEnded || put >= count) break;
    // Readings at their own times may all be due at once: those of a replay at `max`, which may never end.
    const isCut = feed.isTimed && pacer.isPastEnd;
    if (feed.isDue(pacer) && !isCut) await turn();
    else if (pacer.isOver) break;
    else await pacer.tick(signal, feed.nextDueMs);
  }
  return put;
}
