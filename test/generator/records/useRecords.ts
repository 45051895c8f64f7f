/** Random events of these tests, and what they write. */
import { resolveChain } from '../../../chain/chain.ts';
import type { RecordsSource } from '../../../chain/chain.ts';
import type { Reading } from '../../../chain/reading.ts';
import type { PositionSource } from '../../../generator/drawn/positionSource.ts';
import { loadOf } from '../../../generator/pace/load.ts';
import { randomRecords } from '../../../generator/records/records.ts';
import type { RandomRecordsOptions } from '../../../generator/records/records.ts';
import { writtenBy } from '../recordTarget.ts';
import type { RecordTarget, TargetOptions } from '../recordTarget.ts';

export const startMs = Date.parse('2026-03-01T12:00:00.000Z');
const user = { type: 'choice', count: 50, prefix: 'user-' };

/** As a definition says it; `user` is the key unless another one is named. */
export function source(fields: object, key = 'user'): RecordsSource {
  const own = key === 'user' ? { user, ...fields } : fields;
  const written = { name: 'a', generator: { source: { type: 'records', key, fields: own } } };
  return resolveChain(written, 'this test').generator.source as RecordsSource;
}

export interface Run extends Partial<Omit<RandomRecordsOptions, 'load'>> {
  readonly ratePerSecond?: number;
}

export function open({ ratePerSecond = 1_000, ...options }: Run = {}): PositionSource {
  return randomRecords({
    source: source({ n: { type: 'sequence' } }),
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

export interface Event extends Omit<Reading, 'data'> {
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events in the order of their positions. */
export function take(run: Run, count: number): Event[] {
  const { seen } = written({ ...run, partitions: 1 }, [count]);
  return seen.map(({ value }) => JSON.parse(value) as Event);
}

/** What one field of so many events is. */
export function drawn(field: object, count: number, beside: object = {}): unknown[] {
  const events = take({ source: source({ ...beside, field }) }, count);
  return events.map(({ data }) => data['field']);
}
