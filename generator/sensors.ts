/** Random sensors: a pure (seed, site, position) → reading. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomSource, SensorKind } from '../chain/chain.ts';
import { kinds } from './kinds.ts';
import type { KindOfSensor } from './kinds.ts';
import { correlatedNoise, seedFrom, whiteNoise } from './noise.ts';
import type { ReadingSource, TimedReading } from './source.ts';

export interface RandomSensorsOptions {
  readonly seed: number;
  /** Part of every sensor's id: two sites share no sensor. */
  readonly site: string;
  readonly ratePerSecond: number;
  /** Event time of the first reading, in ms since the epoch, where the source itself gives none. */
  readonly startMs: number;
}

/**
 * Reading i of a sensor happens at `start + i × interval`, the sensors one after the other within the interval, where
 * the interval is (sensors ÷ rate) seconds: sent at that rate, event time follows the wall clock. The source has no end.
 */
export function randomSensors(source: RandomSource, options: RandomSensorsOptions): ReadingSource {
  const startMs = source.start === undefined ? options.startMs : Date.parse(source.start);
  const sensors = new Sensors(source, options);
  let position = 0;
  return {
    badRows: 0,
    next: (limit) => {
      const readings = Array.from({ length: limit }, (_, i) => sensors.at(position + i, startMs));
      position += limit;
      return Promise.resolve(readings);
    },
    close: () => Promise.resolve(),
  };
}

interface Sensor {
  readonly id: string;
  readonly kindName: SensorKind;
  readonly kind: KindOfSensor;
  readonly average: number;
  readonly swing: number;
  /** Shifts the daily cycle, in ms. */
  readonly lagMs: number;
  readonly seed: number;
}

class Sensors {
  readonly #source: RandomSource;
  readonly #options: RandomSensorsOptions;
  /** Made when first read: a million sensors must not delay the start. */
  readonly #made: Sensor[] = [];

  constructor(source: RandomSource, options: RandomSensorsOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** The reading at a position of the whole source: sensor by sensor, round by round. */
  at(position: number, startMs: number): TimedReading {
    const index = position % this.#source.sensors;
    const sensor = (this.#made[index] ??= this.#make(index));
    const round = Math.floor(position / this.#source.sensors);
    const eventTimeMs = Math.floor(startMs + (position * 1_000) / this.#options.ratePerSecond);
    return {
      reading: {
        sensor: sensor.id,
        kind: sensor.kindName,
        value: valueOf(sensor, round, eventTimeMs),
        unit: sensor.kind.unit,
        event_time: new Date(eventTimeMs).toISOString(),
      },
      eventTimeMs,
      dueMs: null,
    };
  }

  #make(index: number): Sensor {
    const names = this.#source.kinds;
    const kindName = names[index % names.length] ?? 'temperature';
    const kind = kinds[kindName];
    const id = sensorId(this.#options.site, kindName, index);
    const seed = seedFrom(this.#options.seed, id);
    const random = xoroshiro128plus(seed);
    const [lowest, highest] = kind.average;
    return {
      id,
      kindName,
      kind,
      average: lowest + (highest - lowest) * uniformFloat64(random),
      swing: kind.dailySwing * (0.5 + uniformFloat64(random) / 2),
      lagMs: 3_600_000 * (uniformFloat64(random) * 2 - 1),
      seed,
    };
  }
}

/**
 * `s0-temperature-0007`. A site that is a number is written as `s` and the number; whatever looks so already gets one
 * more `s`, so that no two sites share an id.
 */
export function sensorId(site: string, kind: SensorKind, index: number): string {
  const prefix = /^s*\d+$/.test(site) ? `s${site}` : site;
  return `${prefix}-${kind}-${String(index).padStart(4, '0')}`;
}

const dayMs = 86_400_000;
/** The slowest wave of the weather; the quickest of its four octaves is a sixty-fourth of it, about a minute. */
const weatherMs = 4_500_000;

function valueOf(sensor: Sensor, round: number, timeMs: number): number {
  const { kind, seed } = sensor;
  const hours = (timeMs - sensor.lagMs - kind.highestHour * 3_600_000) / dayMs;
  const cycle = sensor.swing * Math.cos(2 * Math.PI * hours);
  const weather = kind.weather * correlatedNoise(seed, Math.abs(timeMs) / weatherMs);
  const jitter = kind.jitter * whiteNoise(seed ^ 0x5bd1e995, round);
  const [lowest, highest] = kind.range;
  const value = sensor.average + cycle + weather + jitter;
  const scale = 10 ** kind.decimals;
  return Math.round(Math.min(highest, Math.max(lowest, value)) * scale) / scale;
}
