/** One reading as it is made, for writers that look at it more closely. One object serves all readings. */
import type { Reading } from '../../chain/reading.ts';
import type { OpenBatch } from '../batch/openBatch.ts';
import type { PositionDraft } from '../drawn/positionSource.ts';
import { TimeText } from '../drawn/timeText.ts';
import type { Fleet } from './fleet.ts';

export class CurrentReading implements PositionDraft {
  readonly #fleet: Fleet;
  readonly #time = new TimeText();
  /** For times that lie elsewhere: the usual ones then stay neighbours. */
  readonly #otherTime = new TimeText();
  #index = 0;
  #scaled = 0;
  partition = 0;
  eventMs = 0;
  mostBytes = 0;
  i = 0;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** @param i which reading of the sensor */
  begin(index: number, i: number, eventMs: number): void {
    this.#index = index;
    this.i = i;
    this.eventMs = eventMs;
    this.partition = this.#fleet.partition(index);
    const { values, template } = this.#fleet.form(index);
    this.#scaled = values.at(index, this.#fleet.seed(index), i, eventMs);
    this.mostBytes = template.mostBytes;
  }

  get seed(): number {
    return this.#fleet.seed(this.#index);
  }

  write(batch: OpenBatch, eventMs: number, seq: number): number {
    const time = eventMs === this.eventMs ? this.#time : this.#otherTime;
    time.set(eventMs);
    return this.#fleet
      .form(this.#index)
      .template.write(batch, this.#index, this.#scaled, time, seq);
  }

  reading(): Reading {
    const { kind, unit, decimals } = this.#fleet.form(this.#index).values;
    return {
      sensor: this.#fleet.id(this.#index),
      kind,
      value: this.#scaled / 10 ** decimals,
      unit,
      event_time: new Date(this.eventMs).toISOString(),
    };
  }
}
