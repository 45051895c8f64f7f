/** Random sensors of these tests, and what they write. */
import type { RandomSource, SensorKind } from '../../../chain/chain.ts';
import type { Reading } from '../../../chain/reading.ts';
import { loadOf } from '../../../generator/pace/load.ts';
import { kinds } from '../../../generator/sensors/kinds.ts';
import type { PositionSource } from '../../../generator/drawn/positionSource.ts';
import { randomSensors } from '../../../generator/sensors/sensors.ts';
import type { RandomSensorsOptions } from '../../../generator/sensors/sensors.ts';
import { writtenBy } from '../recordTarget.ts';
import type { RecordTarget, Seen, TargetOptions } from '../recordTarget.ts';

export const allKinds = Object.keys(kinds) as SensorKind[];
export const startMs = Date.parse('2026-03-01T12:00:00.000Z');

export function source(fields: Partial<RandomSource> = {}): RandomSource {
  return { type: 'random', sensors: 10, kinds: allKinds, skew: 0, ...fields };
}

export interface Run extends Partial<Omit<RandomSensorsOptions, 'load'>> {
  readonly ratePerSecond?: number;
  readonly load?: RandomSensorsOptions['load'];
}

export function open({ ratePerSecond = 100, ...options }: Run = {}): PositionSource {
  return randomSensors({
    source: source(),
    seed: 42,
    site: '0',
    producer: 'test-0-abcd',
    partitions: 4,
    startMs,
    load: loadOf({ shape: 'constant' }, ratePerSecond),
    ...options,
  });
}

/** What a run writes, chunk by chunk. */
export function written(
  run: Run,
  chunks: readonly number[],
  target: TargetOptions = {},
): RecordTarget {
  return writtenBy(open(run), chunks, { partitions: run.partitions ?? 4, ...target });
}

export function readingOf({ value }: Seen): Reading {
  return JSON.parse(value) as Reading;
}

/** Readings in the order of their positions. */
export function take(run: Run, ...chunks: number[]): Reading[] {
  const target = written({ ...run, partitions: 1 }, chunks);
  return target.seen.map(readingOf);
}
