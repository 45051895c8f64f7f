/** One event as it is made, for writers that look at it more closely. One object serves all events. */
import type { Reading } from '../../chain/reading.ts';
import type { OpenBatch } from '../batch/openBatch.ts';
import type { PositionDraft } from '../drawn/positionSource.ts';
import { TimeText } from '../drawn/timeText.ts';
import type { EventTemplate } from './eventTemplate.ts';
import type { Keys } from './keys.ts';

export class CurrentEvent implements PositionDraft {
  readonly #keys: Keys;
  readonly #template: EventTemplate;
  readonly #time = new TimeText();
  /** For times that lie elsewhere: the usual ones then stay neighbours. */
  readonly #otherTime = new TimeText();
  #index = 0;
  partition = 0;
  eventMs = 0;
  /** Its position: how many events of its key came before is not known. */
  i = 0;

  constructor(keys: Keys, template: EventTemplate) {
    this.#keys = keys;
    this.#template = template;
  }

  get mostBytes(): number {
    return this.#template.mostBytes;
  }

  get seed(): number {
    return this.#keys.seed(this.#index);
  }

  begin(position: number, eventMs: number): void {
    this.#index = this.#keys.at(position);
    this.partition = this.#keys.partition(this.#index);
    this.i = position;
    this.eventMs = eventMs;
  }

  write(batch: OpenBatch, eventMs: number, seq: number): number {
    const time = eventMs === this.eventMs ? this.#time : this.#otherTime;
    time.set(eventMs);
    return this.#template.write(batch, this.i, this.#index, time, seq);
  }

  reading(): Reading {
    this.#time.set(this.eventMs);
    return JSON.parse(this.#template.value(this.i, this.#index, this.#time)) as Reading;
  }
}
