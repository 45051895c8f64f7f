/** Readings as the generator's random sensors make them, in size and in what changes, for the clients that are compared. */
import type { Reading } from '../../chain/reading.ts';

/** Long enough that a record of the generator, key and headers included, has about 200 bytes. */
export const benchSite = 'greenhouse-7';
/** As long as the name that the generator gives itself. */
export const plainProducer = `bench-${benchSite}-1a2b3c4d`;

const measures = [
  { kind: 'temperature', unit: 'Cel' },
  { kind: 'humidity', unit: '%' },
  { kind: 'pressure', unit: 'hPa' },
  { kind: 'wind_speed', unit: 'm/s' },
  { kind: 'co2', unit: '[ppm]' },
] as const;
const sensors = 100;
const ids = Array.from({ length: sensors }, (_, k) => {
  return `${benchSite}-${measureOf(k).kind}-${String(k).padStart(4, '0')}`;
});

function measureOf(index: number) {
  return measures[(index % sensors) % measures.length] ?? measures[0];
}

/** Reading `index`, of one sensor after the other. */
export function plainReading(index: number, eventTimeMs: number): Reading {
  const { kind, unit } = measureOf(index);
  return {
    sensor: ids[index % sensors] ?? '',
    kind,
    value: Math.round(1_000 + Math.random() * 2_000) / 100,
    unit,
    event_time: new Date(eventTimeMs).toISOString(),
  };
}
