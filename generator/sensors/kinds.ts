/** Kinds of random sensors: units, physical ranges, and how the value moves over a day. */
import type { SensorKind } from '../../chain/chain.ts';

export interface KindOfSensor {
  /** UCUM code. */
  readonly unit: string;
  /** No reading lies outside: the range of a common instrument. */
  readonly range: readonly [lowest: number, highest: number];
  /** Averages of the sensors lie evenly between these. */
  readonly average: readonly [lowest: number, highest: number];
  /** Half the difference between the highest and the lowest hour of a usual day. */
  readonly dailySwing: number;
  /** Hour of the day, UTC, at which the daily cycle is highest. */
  readonly highestHour: number;
  /** How far the weather moves the value, over minutes to hours, at most. */
  readonly weather: number;
  /** How far the instrument itself is off from one reading to the next, at most. */
  readonly jitter: number;
  readonly decimals: number;
}

export const kinds: Readonly<Record<SensorKind, KindOfSensor>> = {
  temperature: {
    unit: 'Cel',
    range: [-40, 60],
    average: [8, 40], // from a cellar to a machine room
    dailySwing: 6,
    highestHour: 15,
    weather: 4,
    jitter: 0.2,
    decimals: 2,
  },
  humidity: {
    unit: '%',
    range: [0, 100],
    average: [35, 75],
    dailySwing: 15,
    highestHour: 5, // relative humidity is highest when the air is coldest
    weather: 15,
    jitter: 0.5,
    decimals: 1,
  },
  pressure: {
    unit: 'hPa',
    range: [870, 1085], // the lowest and the highest ever measured at sea level, rounded outwards
    average: [1005, 1021],
    dailySwing: 1,
    highestHour: 10,
    weather: 12,
    jitter: 0.1,
    decimals: 1,
  },
  wind_speed: {
    unit: 'm/s',
    range: [0, 60],
    average: [2, 8],
    dailySwing: 1.5,
    highestHour: 14,
    weather: 5,
    jitter: 0.8,
    decimals: 1,
  },
  co2: {
    unit: '[ppm]',
    range: [350, 5_000],
    average: [450, 900],
    dailySwing: 150,
    highestHour: 11,
    weather: 200,
    jitter: 5,
    decimals: 0,
  },
};
