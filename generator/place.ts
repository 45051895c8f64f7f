/** Where a named producer's source stands, as it is published; and from where it goes on. */
import { createHash } from 'node:crypto';
import { topicNames } from '../chain/names.ts';
import type { PositionProgress } from '../chain/progress.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { GenerateOptions } from './generate.ts';
import type { Standing } from './standing.ts';

/** Hash of what the readings of a source follow from: a position means something only to the same source. */
export function sourceHash({ chain, site }: GenerateOptions, partitions: number): string {
  const { source, rate, load, faults, seed } = chain.generator;
  const follows = JSON.stringify({ source, rate, load, faults, seed, site, partitions });
  return createHash('sha256').update(follows).digest('hex').slice(0, 16);
}

/** What does not change from one report of a producer to the next. */
export interface PlaceGround {
  readonly producer: string;
  readonly source: string;
  readonly startMs: number;
  readonly firstOffsets: readonly number[];
}

export function placeRecord(
  { position, nextSeqs }: Checkpoint,
  { producer, source, startMs, firstOffsets }: PlaceGround,
): PositionProgress {
  return {
    type: 'position',
    producer,
    topic: topicNames.readings,
    position,
    nextSeqs: [...nextSeqs],
    startMs,
    firstOffsets: [...firstOffsets],
    source,
    time: new Date().toISOString(),
  };
}

/**
 * The standing with its time shifted, so that the next new reading happens now; never to an earlier time than before.
 * @param offsetMsOf event time of a position, in ms after the start
 */
export function shiftedToNow(
  standing: Standing,
  nowMs: number,
  offsetMsOf: (position: number) => number,
): Standing {
  const startMs = Math.floor(nowMs - offsetMsOf(standing.position + readingsToSkip(standing)));
  return { ...standing, startMs: Math.max(standing.startMs, startMs) };
}

/** Readings between the checkpoint and what is in the topic: about, as a doubled reading has two numbers. */
function readingsToSkip({ nextSeqs, reached }: Standing): number {
  return nextSeqs.reduce((sum, next, partition) => {
    return sum + Math.max(0, (reached[partition] ?? -1) + 1 - next);
  }, 0);
}
