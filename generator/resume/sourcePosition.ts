/** Where a named producer's source stands, as it is published; and from where it goes on. */
import { createHash } from 'node:crypto';
import { topicNames } from '../../chain/names.ts';
import type { PositionProgress } from '../../chain/progress.ts';
import { Checkpoints } from './checkpoints.ts';
import type { GenerateOptions } from '../generate.ts';
import type { Intake } from '../source/intake.ts';
import type { PartitionLedger } from '../account/ledger.ts';
import type { Standing } from '../source/resumePoint.ts';

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

/** Follows a named producer's source, and tells from where it could go on. */
export class Place {
  readonly #ground: PlaceGround;
  readonly #ledgers: readonly PartitionLedger[];
  readonly #checkpoints: Checkpoints;

  /** @param ledgers by partition; before the first reading */
  constructor(
    ground: PlaceGround,
    ledgers: readonly PartitionLedger[],
    standing: Standing | undefined,
  ) {
    this.#ground = ground;
    this.#ledgers = ledgers;
    const nextSeqs = standing?.nextSeqs ?? this.#nextSeqs();
    this.#checkpoints = new Checkpoints({ position: standing?.position ?? 0, nextSeqs });
  }

  /** To be called between two turns. @param nowMs of a clock that never goes back */
  turned({ position, isCatchingUp }: Intake, nowMs: number, isLast = false): void {
    // While it catches up, the numbers that are given next are not those of the readings at its position.
    if (isCatchingUp || !(isLast || this.#checkpoints.isDue(nowMs))) return;
    this.#checkpoints.take({ position, nextSeqs: this.#nextSeqs() }, nowMs);
  }

  /** As it is published; to be called together with the ledgers' ranges. */
  record(): PositionProgress {
    const acknowledged = this.#ledgers.map(
      (ledger) => (ledger.ranges().acknowledged.at(-1)?.[1] ?? -1) + 1,
    );
    const { position, nextSeqs } = this.#checkpoints.settled(acknowledged);
    const { firstOffsets, ...ground } = this.#ground;
    return {
      ...{ type: 'position', ...ground, topic: topicNames.readings },
      ...{ position, nextSeqs: [...nextSeqs], firstOffsets: [...firstOffsets] },
      time: new Date().toISOString(),
    };
  }

  #nextSeqs(): number[] {
    return this.#ledgers.map(({ nextSeq }) => nextSeq);
  }
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
  const shiftedMs = Math.max(0, startMs - standing.startMs);
  return { ...standing, startMs: standing.startMs + shiftedMs, shiftedMs };
}

/** Readings between the checkpoint and what is in the topic: about, as a doubled reading has two numbers. */
function readingsToSkip({ nextSeqs, reached }: Standing): number {
  return nextSeqs.reduce((sum, next, partition) => {
    return sum + Math.max(0, (reached[partition] ?? -1) + 1 - next);
  }, 0);
}
