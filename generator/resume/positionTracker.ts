/** Follows a named producer's source, and publishes from where it could go on. */
import { createHash } from 'node:crypto';
import { topicNames } from '../../chain/names.ts';
import type { PositionProgress } from '../../chain/progress.ts';
import type { PartitionLedger } from '../account/ledger.ts';
import type { GenerateOptions } from '../options.ts';
import type { Intake } from '../source/intake.ts';
import type { SourcePosition } from '../source/resumePoint.ts';
import { PositionHistory } from './positionHistory.ts';

/** Hash of what the readings of a source follow from: a position means something only to the same source. */
export function sourceHash({ chain, site }: GenerateOptions, partitions: number): string {
  const { source, rate, load, faults, seed } = chain.generator;
  const sent = sentBy(source);
  const follows = JSON.stringify({ source: sent, rate, load, faults, seed, site, partitions });
  return createHash('sha256').update(follows).digest('hex').slice(0, 16);
}

type GeneratorSettings = GenerateOptions['chain']['generator'];

/** Rows and events are sent the same, whatever types queries read their columns with. */
function sentBy(source: GeneratorSettings['source']): object {
  if (!('schema' in source)) return source;
  const { schema: _, ...sent } = source;
  return sent;
}

/** What does not change from one report of a producer to the next. */
type Constant = Pick<PositionProgress, 'producer' | 'source' | 'startMs' | 'firstOffsets'>;

export class PositionTracker {
  readonly #constant: Constant;
  readonly #ledgers: readonly PartitionLedger[];
  readonly #history: PositionHistory;

  /**
   * @param ledgers by partition; before the first reading
   * @param from where the source begins. Default: at its beginning
   */
  constructor(constant: Constant, ledgers: readonly PartitionLedger[], from?: SourcePosition) {
    this.#constant = constant;
    this.#ledgers = ledgers;
    this.#history = new PositionHistory(from ?? { position: 0, nextSeqs: this.#nextSeqs() });
  }

  /** To be called between two ticks. @param nowMs of a clock that never goes back */
  follow({ position, eventId, isCatchingUp }: Intake, nowMs: number, isLast = false): void {
    // While it catches up, the numbers that are given next are not those of the readings at its position.
    if (isCatchingUp || !(isLast || this.#history.isDue(nowMs))) return;
    this.#history.add({ position, nextSeqs: this.#nextSeqs(), eventId }, nowMs);
  }

  /** As it is published; to be called together with the ledgers' ranges. */
  record(): PositionProgress {
    const acknowledged = this.#ledgers.map(({ nextUnacknowledged }) => nextUnacknowledged);
    const { position, nextSeqs, eventId } = this.#history.settled(acknowledged);
    return {
      ...this.#constant,
      type: 'position',
      topic: topicNames.readings,
      position,
      nextSeqs: [...nextSeqs],
      eventId,
      time: new Date().toISOString(),
    };
  }

  #nextSeqs(): number[] {
    return this.#ledgers.map(({ nextSeq }) => nextSeq);
  }
}
