import { expect, it } from 'vitest';
import fc from 'fast-check';
import type { SensorKind } from '../../../chain/chain.ts';
import { partitionOf } from '../../../kafka/partitioner.ts';
import { sensorId } from '../../../generator/sensors/ids.ts';
import { kinds } from '../../../generator/sensors/kinds.ts';
import { loadOf } from '../../../generator/pace/load.ts';
import { RecordTarget } from '../recordTarget.ts';
import { open, readingOf, source, startMs, take, written } from './useSensors.ts';
import type { Run } from './useSensors.ts';

it('gives the same records however it is cut into turns and batches', () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      fc.record({
        cut: chunks,
        seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        sensors: fc.integer({ min: 1, max: 400 }),
        skew: fc.constantFrom(0, 0.5, 1.5),
        capacity: fc.integer({ min: 400, max: 9_000 }),
      }),
      ({ cut, seed, sensors, skew, capacity }) => {
        const run = { seed, source: source({ sensors, skew }) };
        const total = cut.reduce((sum, size) => sum + size, 0);
        const [one, other] = [written(run, cut, { capacity }), written(run, [total])];
        for (let partition = 0; partition < 4; partition++) {
          expect(one.of(partition)).toEqual(other.of(partition));
        }
        expect(other.seen).toHaveLength(total);
      },
    ),
  );
});

it('writes a record in the partition of its sensor, with key, producer and the next number', () => {
  const target = written({ source: source({ sensors: 50 }) }, [1_000]);
  for (let partition = 0; partition < 4; partition++) {
    target.of(partition).forEach((record, seq) => {
      expect(record).toMatchObject({ seq, producer: 'test-0-abcd', key: readingOf(record).sensor });
      expect(partitionOf(Buffer.from(record.key), 4)).toBe(partition);
    });
  }
});

it.each([9_998, 99_998, 999_900])('numbers sensors beyond %i', (first) => {
  const resumePoint = { position: first, nextSeqs: [0], reached: [-1], startMs };
  const run = {
    source: source({ sensors: 1_000_000, kinds: ['co2'] }),
    partitions: 1,
    resumePoint,
  };
  const target = written(run, [100]);
  target.seen.forEach((record, n) => {
    const id = `s0-co2-${String((first + n) % 1_000_000).padStart(4, '0')}`;
    expect(record.key).toBe(id);
    expect(readingOf(record).sensor).toBe(id);
  });
});

it('names and units may be anything', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, text, text, text, (site, kind, unit, producer) => {
      const measure = { kind, unit, mean: 0, stddev: 1, decimals: 3 };
      const target = written({ source: source({ measure }), site, producer }, [20]);
      for (const record of target.seen) {
        const reading = readingOf(record);
        expect(reading).toMatchObject({ kind, unit, sensor: record.key });
        expect(record.key.includes(site)).toBe(true);
        expect(record.producer).toBe(producer);
        expect(record.value).toBe(JSON.stringify(reading));
      }
    }),
  );
});

it('keeps every value in the range of its kind, with its unit, at any time of the year', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.date({ min: new Date('1960-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
      (seed, start) => {
        const run = { seed, startMs: start.getTime(), source: source({ sensors: 25 }) };
        for (const reading of take(run, 100)) {
          const kind = kinds[reading.kind as SensorKind];
          expect(reading.value).toBeGreaterThanOrEqual(kind.range[0]);
          expect(reading.value).toBeLessThanOrEqual(kind.range[1]);
          expect(reading.unit).toBe(kind.unit);
        }
      },
    ),
  );
});

it('follows the wall clock: readings are one nth of a second apart, each sensor once an interval', () => {
  const readings = take({ ratePerSecond: 20 }, 40);
  expect(readings.map(({ event_time }) => Date.parse(event_time) - startMs)).toEqual(
    readings.map((_, i) => i * 50),
  );
  const one = readings.filter(({ sensor }) => sensor === 's0-pressure-0002');
  expect(one.map(({ event_time }) => event_time)).toEqual([
    '2026-03-01T12:00:00.100Z',
    '2026-03-01T12:00:00.600Z',
    '2026-03-01T12:00:01.100Z',
    '2026-03-01T12:00:01.600Z',
  ]);
});

it('differs with the seed and with the site, and with nothing else', () => {
  const values = (run: Run) => take(run, 50).map(({ value }) => value);
  const base = values({});
  expect(values({})).toEqual(base);
  expect(values({ seed: 43 })).not.toEqual(base);
  expect(values({ site: '1' })).not.toEqual(base);
});

it('shares no sensor between sites, whatever they are called', () => {
  const site = fc.oneof(
    fc.stringMatching(/^s{0,3}\d{0,3}$/),
    fc.stringMatching(/^[a-z0-9-]{1,12}$/),
  );
  fc.assert(
    fc.property(site, site, fc.nat(9_999), fc.nat(9_999), (a, b, i, j) => {
      fc.pre(a !== b);
      expect(sensorId(a, 'co2', i)).not.toBe(sensorId(b, 'co2', j));
    }),
  );
});

it('names a sensor by site, kind and number', () => {
  expect(sensorId('0', 'temperature', 7)).toBe('s0-temperature-0007');
  expect(sensorId('generator-1', 'co2', 123_456)).toBe('generator-1-co2-123456');
});

it('gives sensor k the kind k modulo their number', () => {
  const readings = take({ source: source({ kinds: ['co2', 'humidity'], sensors: 3 }) }, 3);
  expect(readings.map(({ kind }) => kind)).toEqual(['co2', 'humidity', 'co2']);
});

/** One sensor once a second. */
function series(kind: SensorKind, count: number): number[] {
  const run = { source: source({ sensors: 1, kinds: [kind] }), ratePerSecond: 1 };
  return take(run, count).map(({ value }) => value ?? Number.NaN);
}

it('moves slowly: the next second is much closer than the next hour, and the day has a cycle', () => {
  const values = series('temperature', 86_400);
  const distance = (lag: number) =>
    values.slice(lag).reduce((sum, value, i) => sum + Math.abs(value - values[i]!), 0) /
    (values.length - lag);
  expect(distance(1)).toBeLessThan(distance(3_600) / 4);
  const hourly = Array.from({ length: 24 }, (_, hour) => {
    const slice = values.slice(hour * 3_600, (hour + 1) * 3_600);
    return slice.reduce((sum, value) => sum + value, 0) / slice.length;
  });
  // The run begins at 12 UTC; temperature is highest at about 15, hours 2 to 4 of the run.
  const [day, night] = [hourly[3]!, hourly[15]!];
  expect(day).toBeGreaterThan(night + 3);
});

it('has something to alert about at any hour with the defaults', () => {
  for (let hour = 0; hour < 24; hour++) {
    const run = {
      source: source({ sensors: 100 }),
      startMs: startMs + hour * 3_600_000,
      ratePerSecond: 1_000,
    };
    const hot = take(run, 5_000).filter(({ kind, value }) => kind === 'temperature' && value! > 30);
    expect(hot.length).toBeGreaterThan(0);
  }
});

it('without a pace, event time is the clock, and never goes back', () => {
  let nowMs = startMs;
  const clock = [startMs + 5, startMs + 9, startMs + 2, startMs + 30];
  const run = { load: undefined, partitions: 1, nowMs: () => nowMs };
  const sensors = open(run);
  const target = new RecordTarget({ partitions: 1 });
  for (const ms of clock) {
    nowMs = ms;
    sensors.write(target, 3);
  }
  target.flush();
  const times = target.seen.map((record) => Date.parse(readingOf(record).event_time) - startMs);
  expect(times).toEqual([5, 5, 5, 9, 9, 9, 9, 9, 9, 30, 30, 30]);
});

it('follows the load: more readings a second of event time while the rate is higher', () => {
  const load = loadOf({ shape: 'burst', factor: 10, every: 1_000, lasting: 500 }, 100);
  const times = take({ load }, 2_000).map(({ event_time }) => Date.parse(event_time) - startMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.filter((ms) => ms < 1_000)).toHaveLength(100);
  expect(times.filter((ms) => ms >= 1_000 && ms < 1_500)).toHaveLength(500);
  times.forEach((ms, position) => {
    expect(Math.abs(ms - load.timeOf(position))).toBeLessThanOrEqual(1);
  });
});

it('ends after its count', () => {
  const sensors = open({ count: 100 });
  const target = new RecordTarget();
  expect([sensors.write(target, 70), sensors.isEnded]).toEqual([70, false]);
  expect([sensors.write(target, 70), sensors.isEnded, sensors.position]).toEqual([30, true, 100]);
});

it('draws sensors in proportion to 1 ÷ (k + 1)^skew', () => {
  const [sensors, count, skew] = [50, 400_000, 1.1];
  const seen = new Map<number, number>();
  for (const { key } of written({ source: source({ sensors, skew }) }, [count]).seen) {
    const k = Number(key.slice(-4));
    seen.set(k, (seen.get(k) ?? 0) + 1);
  }
  const weights = Array.from({ length: sensors }, (_, k) => (k + 1) ** -skew);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const chiSquare = weights.reduce((total, weight, k) => {
    const expected = (count * weight) / sum;
    return total + ((seen.get(k) ?? 0) - expected) ** 2 / expected;
  }, 0);
  // 49 degrees of freedom: beyond 85 lies one run in a thousand.
  expect(chiSquare).toBeLessThan(85);
});
