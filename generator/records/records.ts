/** Random events of any shape: a pure (seed, site, position) → event, written as a record. */
import type { RecordsSource } from '../../chain/chain.ts';
import type { BatchTarget } from '../batch/target.ts';
import { lastInPartition, PositionSource } from '../drawn/positionSource.ts';
import type { Maker, PositionOptions } from '../drawn/positionSource.ts';
import { TimeText } from '../drawn/timeText.ts';
import { seedFrom } from '../random.ts';
import { CurrentEvent } from './currentEvent.ts';
import { EventTemplate } from './eventTemplate.ts';
import { eventParts } from './eventParts.ts';
import { Keys } from './keys.ts';

export interface RandomRecordsOptions extends PositionOptions {
  readonly source: RecordsSource;
}

export function randomRecords(options: RandomRecordsOptions): PositionSource {
  return new PositionSource(new RecordMaker(options), options);
}

/** The key of each position is drawn, and so is every field: how often a key came before need not be known. */
class RecordMaker implements Maker {
  readonly current: CurrentEvent;
  readonly #keys: Keys;
  readonly #template: EventTemplate;
  readonly #time = new TimeText();

  constructor({ source, seed, site, producer, partitions }: RandomRecordsOptions) {
    this.#keys = new Keys(source, { seed: seedFrom(seed, site), partitions });
    this.#template = new EventTemplate(this.#keys, eventParts(source, this.#keys), producer);
    this.current = new CurrentEvent(this.#keys, this.#template);
  }

  write(target: BatchTarget, position: number, eventMs: number): void {
    const index = this.#keys.at(position);
    const partition = this.#keys.partition(index);
    this.#time.set(eventMs);
    const batch = target.open(partition, this.#template.mostBytes, eventMs);
    const seq = target.giveSeq(partition);
    batch.wrote(this.#template.write(batch, position, index, this.#time, seq), seq, eventMs);
  }

  begin(position: number, eventMs: number): void {
    this.current.begin(position, eventMs);
  }

  before(position: number): number | undefined {
    return lastInPartition(position, this.current.partition, (before) =>
      this.#keys.partition(this.#keys.at(before)),
    );
  }
}
