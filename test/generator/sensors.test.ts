import { expect, it } from 'vitest';
import fc from 'fast-check';
import type { RandomSource, SensorKind } from '../../chain/chain.ts';
import { kinds } from '../../generator/kinds.ts';
import { randomSensors, sensorId } from '../../generator/sensors.ts';
import type { TimedReading } from '../../generator/source.ts';

const allKinds = Object.keys(kinds) as SensorKind[];
const startMs = Date.parse('2026-03-01T12:00:00.000Z');

function source(fields: Partial<RandomSource> = {}): RandomSource {
  return { type: 'random', sensors: 10, kinds: allKinds, skew: 0, ...fields };
}

interface Run {
  readonly source?: RandomSource;
  readonly seed?: number;
  readonly site?: string;
  readonly ratePerSecond?: number;
}

function open({ source: of = source(), seed = 42, site = '0', ratePerSecond = 100 }: Run = {}) {
  return randomSensors(of, { seed, site, ratePerSecond, startMs });
}

async function take(run: Run, ...chunks: number[]): Promise<TimedReading[]> {
  const readings = open(run);
  const taken: TimedReading[] = [];
  for (const chunk of chunks) taken.push(...(await readings.next(chunk)));
  return taken;
}

it('gives the same readings however they are cut into chunks', async () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      chunks,
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ min: 1, max: 40 }),
      async (cut, seed, sensors) => {
        const run = { seed, source: source({ sensors }) };
        const total = cut.reduce((sum, size) => sum + size, 0);
        expect(await take(run, ...cut)).toEqual(await take(run, total));
      },
    ),
  );
});

it('keeps every value in the range of its kind, with its unit, at any time of the year', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.date({ min: new Date('1960-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
      async (seed, start) => {
        const run = { seed, source: source({ start: start.toISOString(), sensors: 25 }) };
        for (const { reading } of await take(run, 100)) {
          const kind = kinds[reading.kind as SensorKind];
          expect(reading.value).toBeGreaterThanOrEqual(kind.range[0]);
          expect(reading.value).toBeLessThanOrEqual(kind.range[1]);
          expect(reading.unit).toBe(kind.unit);
        }
      },
    ),
  );
});

it('follows the wall clock: readings are one nth of a second apart, each sensor once an interval', async () => {
  const readings = await take({ ratePerSecond: 20 }, 40);
  expect(readings.map(({ eventTimeMs }) => eventTimeMs - startMs)).toEqual(
    readings.map((_, i) => i * 50),
  );
  const one = readings.filter(({ reading }) => reading.sensor === 's0-pressure-0002');
  expect(one.map(({ reading }) => reading.event_time)).toEqual([
    '2026-03-01T12:00:00.100Z',
    '2026-03-01T12:00:00.600Z',
    '2026-03-01T12:00:01.100Z',
    '2026-03-01T12:00:01.600Z',
  ]);
});

it('begins at the start that the source names', async () => {
  const [first] = await take({ source: source({ start: '2020-02-29T00:00:00Z' }) }, 1);
  expect(first?.reading.event_time).toBe('2020-02-29T00:00:00.000Z');
});

it('differs with the seed and with the site, and with nothing else', async () => {
  const values = async (run: Run) => (await take(run, 50)).map(({ reading }) => reading.value);
  const base = await values({});
  expect(await values({})).toEqual(base);
  expect(await values({ seed: 43 })).not.toEqual(base);
  expect(await values({ site: '1' })).not.toEqual(base);
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

it('gives sensor k the kind k modulo their number', async () => {
  const readings = await take({ source: source({ kinds: ['co2', 'humidity'], sensors: 3 }) }, 3);
  expect(readings.map(({ reading }) => reading.kind)).toEqual(['co2', 'humidity', 'co2']);
});

/** One sensor once a second. */
async function series(kind: SensorKind, count: number): Promise<number[]> {
  const run = { source: source({ sensors: 1, kinds: [kind] }), ratePerSecond: 1 };
  return (await take(run, count)).map(({ reading }) => reading.value ?? Number.NaN);
}

it('moves slowly: the next second is much closer than the next hour, and the day has a cycle', async () => {
  const values = await series('temperature', 86_400);
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

it('has something to alert about at any hour with the defaults', async () => {
  for (let hour = 0; hour < 24; hour++) {
    const start = new Date(startMs + hour * 3_600_000).toISOString();
    const run = { source: source({ sensors: 100, start }), ratePerSecond: 1_000 };
    const hot = (await take(run, 5_000)).filter(
      ({ reading }) => reading.kind === 'temperature' && reading.value! > 30,
    );
    expect(hot.length).toBeGreaterThan(0);
  }
});
