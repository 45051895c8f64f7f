/**
 * From a reading's record to the row that it first shows in, by the timestamps that Kafka's clients gave to both. A row of
 * one reading names it in its header (docs/queries.md); a row of a window tells by `n` how many of its readings it knows.
 */
import { rowHeaders, topicNames } from '../../../chain/names.ts';
import type { Kafka, PartitionOffsets, RecordView } from '../../../kafka/client.ts';
import { textIn } from '../../../kafka/records.ts';

/** In milliseconds; `null`: not known. */
export interface Delays {
  /** Readings that were followed to their row. */
  readonly readings: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Why nothing is known. */
  readonly reason: string | undefined;
}

interface SeenReading {
  readonly key: string;
  readonly eventMs: number;
  readonly writtenMs: number;
}

/** Readings of a stretch of the topic, in the order of their partitions: those of a key are all in one. */
export class SpanReadings {
  readonly #byPlace = new Map<string, number>();
  readonly #byKey = new Map<string, SeenReading[]>();

  /** @param ranges what was written in the span */
  static async of(kafka: Kafka, ranges: readonly PartitionOffsets[]): Promise<SpanReadings> {
    const readings = new SpanReadings();
    await kafka.scan(topicNames.readings, ranges, (record) => {
      readings.add(record);
    });
    return readings;
  }

  add({ partition, offset, timestampMs, key, value }: RecordView): void {
    this.#byPlace.set(`${partition}:${offset}`, timestampMs);
    const name = key?.toString() ?? '';
    const eventMs = eventTime(value);
    if (Number.isNaN(eventMs)) return;
    const known = this.#byKey.get(name) ?? [];
    known.push({ key: name, eventMs, writtenMs: timestampMs });
    this.#byKey.set(name, known);
  }

  /** When the reading at this place was written; `undefined` where it is none of these. */
  writtenAt(place: string): number | undefined {
    return this.#byPlace.get(place);
  }

  /** When those of a key and window were written, in order. */
  writtenIn(key: string, { startMs, endMs }: Window): number[] {
    return (this.#byKey.get(key) ?? [])
      .filter(({ eventMs }) => startMs <= eventMs && eventMs < endMs)
      .map(({ writtenMs }) => writtenMs);
  }
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

interface WindowRow extends Window {
  readonly key: string;
  readonly n: number;
  readonly writtenMs: number;
}

/**
 * Delays of the readings of a span in one query's output.
 * @param rows of the output topic: all that were written since the span began
 */
export async function delaysIn(
  kafka: Kafka,
  query: string,
  { rows, readings }: { rows: readonly PartitionOffsets[]; readings: SpanReadings },
): Promise<Delays> {
  const ofReadings = new Map<string, number>();
  const ofWindows: WindowRow[] = [];
  await kafka.scan(query, rows, (record) => {
    const place = placeIn(record);
    if (place === undefined) ofWindows.push(...windowRow(record));
    // A row that was written again is the first one.
    else if (!ofReadings.has(place)) ofReadings.set(place, record.timestampMs);
  });
  if (ofReadings.size > 0)
    return delays(
      byReading(ofReadings, readings),
      'no row of the span is of a reading of the span',
    );
  if (ofWindows.length > 0) return delays(byWindow(ofWindows, readings), noWholeWindow);
  return delays([], 'its rows do not tell which readings they know');
}

const noWholeWindow =
  'no window that began and ended within the span counts exactly the readings of its key';

function byReading(rows: ReadonlyMap<string, number>, readings: SpanReadings): number[] {
  return [...rows].flatMap(([place, rowMs]) => {
    const writtenMs = readings.writtenAt(place);
    return writtenMs === undefined ? [] : [Math.max(0, rowMs - writtenMs)];
  });
}

/** The row with n = k is the first that the k-th reading of its window shows in; only of windows seen from the first on. */
function byWindow(rows: readonly WindowRow[], readings: SpanReadings): number[] {
  const windows = new Map<string, WindowRow[]>();
  for (const row of rows) {
    const window = `${row.startMs}/${row.endMs}/${row.key}`;
    const known = windows.get(window);
    if (known === undefined) windows.set(window, [row]);
    else known.push(row);
  }
  return [...windows.values()].flatMap((ofWindow) => delaysOfWindow(ofWindow, readings));
}

function delaysOfWindow(rows: readonly WindowRow[], readings: SpanReadings): number[] {
  const [first] = rows;
  const written = first === undefined ? [] : readings.writtenIn(first.key, first);
  const final = Math.max(...rows.map(({ n }) => n));
  if (written.length !== final) return [];
  let shown = 0;
  return rows.flatMap(({ n, writtenMs }) => {
    const now = written.slice(shown, n);
    shown = Math.max(shown, n);
    return now.map((readingMs) => Math.max(0, writtenMs - readingMs));
  });
}

function placeIn(record: RecordView): string | undefined {
  const row = textIn(record.headers()[rowHeaders.row]) ?? '';
  return /^\d{1,9}:\d{1,15}/.exec(row)?.[0];
}

function windowRow({ key, value, timestampMs }: RecordView): WindowRow[] {
  const row = objectIn(value);
  const [startMs, endMs] = [row['window_start'], row['window_end']].map((time) =>
    Date.parse(String(time)),
  ) as [number, number];
  const n = row['n'];
  if (Number.isNaN(startMs) || Number.isNaN(endMs) || typeof n !== 'number') return [];
  return [{ key: key?.toString() ?? '', startMs, endMs, n, writtenMs: timestampMs }];
}

function eventTime(value: Buffer | null): number {
  return Date.parse(String(objectIn(value)['event_time']));
}

function objectIn(value: Buffer | null): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(value?.toString() ?? '') ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function delays(found: number[], otherwise: string): Delays {
  const sorted = Float64Array.from(found).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  const reason = sorted.length === 0 ? otherwise : undefined;
  return { readings: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), reason };
}
