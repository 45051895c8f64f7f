/** What the readings of the topic are like: their fields, sensors, values, and how they follow each other. */
import { topicNames } from '../../chain/names.ts';
import type { Kafka, PartitionOffsets } from '../../kafka/client.ts';
import { figuresFrom } from '../figure.ts';
import type { Series } from '../figure.ts';
import { FieldCounts } from './fields.ts';
import { Numbers } from './numbers.ts';
import { WriteTimes } from './writeTimes.ts';

/** So many readings are looked at, the newest of each partition: more of them would take longer than a person waits. */
export const mostReadings = 1_000_000;
/** Names come from the data: there may be as many as there are records. */
const mostSensors = 200_000;
const mostKinds = 5;
const bins = 12;

interface SensorSeen {
  lastMs: number;
  newestMs: number;
}

/** Looks at one reading after another, in the order of their partition. */
export class ReadingsLook {
  readonly fields = new FieldCounts();
  readonly times = new WriteTimes();
  readonly #sensors = new Map<string, SensorSeen>();
  readonly #kinds = new Map<string, { unit: string; values: Numbers }>();
  readonly #gaps = new Numbers();
  #looked = 0;
  #unreadable = 0;
  #disordered = 0;

  add(value: Buffer | null): void {
    this.#looked += 1;
    const reading = readingIn(value);
    if (reading === undefined) {
      this.#unreadable += 1;
      return;
    }
    this.fields.add(reading);
    this.#addValue(reading);
    this.#addTime(reading);
  }

  #addValue({ kind, unit, value, data }: Readonly<Record<string, unknown>>): void {
    if (typeof value === 'number') {
      this.#count(typeof kind === 'string' ? kind : 'value', unit, value);
      return;
    }
    // Events of fields of their own, and rows of files of which no column was named.
    for (const [column, cell] of Object.entries(data ?? {}))
      if (typeof cell === 'number') this.#count(column, '', cell);
  }

  #count(name: string, unit: unknown, value: number): void {
    const known = this.#kinds.get(name);
    if (known !== undefined) known.values.add(value);
    else if (this.#kinds.size < 1_000) {
      const values = new Numbers();
      values.add(value);
      this.#kinds.set(name, { unit: typeof unit === 'string' ? unit : '', values });
    }
  }

  #addTime({ sensor, event_time }: Readonly<Record<string, unknown>>): void {
    const eventMs = typeof event_time === 'string' ? Date.parse(event_time) : Number.NaN;
    if (typeof sensor !== 'string' || Number.isNaN(eventMs)) return;
    const seen = this.#sensors.get(sensor);
    if (seen === undefined) {
      if (this.#sensors.size < mostSensors)
        this.#sensors.set(sensor, { lastMs: eventMs, newestMs: eventMs });
      return;
    }
    if (eventMs < seen.newestMs) this.#disordered += 1;
    else this.#gaps.add(eventMs - seen.newestMs);
    seen.lastMs = eventMs;
    seen.newestMs = Math.max(seen.newestMs, eventMs);
  }

  /** @param total records of the topic, of which these were looked at */
  facts(total: number) {
    const source = `topic ${topicNames.readings}`;
    const figure = figuresFrom(source);
    const valid = this.#looked - this.#unreadable;
    const kinds = [...this.#kinds].sort((one, other) => other[1].values.size - one[1].values.size);
    return {
      total: figure('readings.total', 'count', total),
      looked: figure('readings.looked', 'count', this.#looked),
      isSample: this.#looked < total,
      unreadable: figure('readings.unreadable', 'count', this.#unreadable),
      sensors: figure('readings.sensors', 'count', this.#sensors.size),
      kindCount: figure('readings.kinds', 'count', this.#kinds.size),
      kinds: kinds.slice(0, mostKinds).map(([name, { unit, values }], at) => ({
        name,
        unit,
        readings: figure(`kind.${at}.readings`, 'count', values.size),
        least: figure(`kind.${at}.least`, 'value', values.quantile(0)),
        median: figure(`kind.${at}.median`, 'value', values.quantile(0.5)),
        mean: figure(`kind.${at}.mean`, 'value', values.mean()),
        most: figure(`kind.${at}.most`, 'value', values.quantile(1)),
        spread: {
          id: `kind.${at}.spread`,
          name,
          unit: 'percent',
          source,
          points: values.histogram(bins),
        } satisfies Series,
      })),
      fields: this.fields.facts(valid, figure),
      gapP50: figure('readings.gapP50', 'ms', this.#gaps.quantile(0.5)),
      gapP95: figure('readings.gapP95', 'ms', this.#gaps.quantile(0.95)),
      disordered: figure('readings.disordered', 'count', this.#disordered),
      disorderedShare: figure(
        'readings.disorderedShare',
        'percent',
        valid === 0 ? null : (this.#disordered * 100) / valid,
      ),
    };
  }
}

export type ReadingsFacts = ReturnType<ReadingsLook['facts']>;

function readingIn(value: Buffer | null): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(value?.toString() ?? '');
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isObject ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Looks at the newest readings. @param bounds of the readings' topic */
export async function lookAtReadings(
  kafka: Kafka,
  bounds: readonly PartitionOffsets[],
  most = mostReadings,
): Promise<ReadingsLook> {
  const look = new ReadingsLook();
  const share = Math.ceil(most / Math.max(1, bounds.length));
  const ranges = bounds.map(({ partition, start, end }) => ({
    partition,
    start: Math.max(start, end - share),
    end,
  }));
  for (const range of ranges) look.times.open(range);
  await kafka.scan(topicNames.readings, ranges, (record) => {
    look.times.add(record.partition, record.offset, record.timestampMs);
    look.add(record.value);
  });
  return look;
}
