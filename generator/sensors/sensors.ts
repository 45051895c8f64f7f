/** Random sensors: a pure (seed, site, position) → reading, written as a record. */
import type { RandomSource } from '../../chain/chain.ts';
import type { BatchTarget } from '../batch/target.ts';
import { lastInPartition, mostBack, PositionSource } from '../drawn/positionSource.ts';
import type { Maker, PositionOptions } from '../drawn/positionSource.ts';
import { TimeText } from '../drawn/timeText.ts';
import { Weighted, zipfWeights } from '../drawn/weighted.ts';
import { seedFrom } from '../random.ts';
import { CurrentReading } from './currentReading.ts';
import { Fleet } from './fleet.ts';

export interface RandomSensorsOptions extends PositionOptions {
  readonly source: RandomSource;
}

export function randomSensors(options: RandomSensorsOptions): PositionSource {
  const farthestBack = Math.max(options.source.sensors, mostBack);
  return new PositionSource(new SensorMaker(options), options, farthestBack);
}

/**
 * Without skew the sensors take turns, and reading i of sensor k has the position i × sensors + k; its randomness follows
 * from (seed, sensor, i). With skew a sensor is drawn for each position, and randomness follows from (seed, sensor,
 * position): how often a sensor was read before need not be known to go on from anywhere.
 */
class SensorMaker implements Maker {
  readonly current: CurrentReading;
  readonly #fleet: Fleet;
  readonly #sensors: number;
  readonly #time = new TimeText();
  readonly #drawn: Weighted | undefined;
  /** The sensor whose turn it is, and how many readings it has had. */
  #next: number;
  #round: number;

  constructor(options: RandomSensorsOptions) {
    const { sensors, skew } = options.source;
    const seed = seedFrom(options.seed, options.site);
    this.#sensors = sensors;
    this.#drawn = skew === 0 ? undefined : new Weighted(zipfWeights(sensors, skew), seed);
    this.#fleet = new Fleet(options);
    this.current = new CurrentReading(this.#fleet);
    const position = options.resumePoint?.position ?? 0;
    this.#next = position % sensors;
    this.#round = Math.floor(position / sensors);
  }

  write(target: BatchTarget, position: number, eventMs: number): void {
    const fleet = this.#fleet;
    const index = this.#drawn === undefined ? this.#next : this.#drawn.at(position);
    const i = this.#drawn === undefined ? this.#round : position;
    const partition = fleet.partition(index);
    this.#time.set(eventMs);
    const { values, template } = fleet.form(index);
    const scaled = values.at(index, fleet.seed(index), i, eventMs);
    const batch = target.open(partition, template.mostBytes, eventMs);
    const seq = target.giveSeq(partition);
    batch.wrote(template.write(batch, index, scaled, this.#time, seq), seq, eventMs);
    this.#advance();
  }

  begin(position: number, eventMs: number): void {
    const index = this.#drawn === undefined ? this.#next : this.#drawn.at(position);
    const i = this.#drawn === undefined ? this.#round : position;
    this.current.begin(index, i, eventMs);
    this.#advance();
  }

  before(position: number): number | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined) return position - this.#sensors;
    return lastInPartition(position, this.current.partition, (before) =>
      this.#fleet.partition(drawn.at(before)),
    );
  }

  #advance(): void {
    this.#next += 1;
    if (this.#next < this.#sensors) return;
    this.#next = 0;
    this.#round += 1;
  }
}
