/** Rows of the user's files as readings that still have their own time. */
import type { ReplaySource } from '../../../chain/chain.ts';
import { quote } from '../../../chain/words/quote.ts';
import { cellValue, readingValue } from './cells.ts';
import type { JsonObject } from './jsonObject.ts';
import type { Notes } from '../notes.ts';
import type { TimeReader } from '../times/times.ts';
import { timeColumns } from './columns.ts';

export interface ReplayRow {
  readonly sensor: string;
  /** As recorded, in ms since the epoch; `null` where rows have no time. */
  readonly timeMs: number | null;
  readonly value: number | undefined;
  /** Every column but the sensor's; the time as it was recorded, which `event_time` need not be. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly line: number;
}

export interface RowContext {
  readonly source: ReplaySource;
  /** The file as it is shown. */
  readonly shown: string;
  /** The sensor where no column is. */
  readonly fileSensor: string;
  /** `undefined` where rows have no time. */
  readonly times: TimeReader | undefined;
  readonly notes: Notes;
  /** Whether cells of a table stay as they are written. */
  readonly isRaw?: boolean;
}

/** Bytes of JSON that a reading's data may have: below the 1 MiB that a broker takes, with what is added around it. */
const mostJson = 1_000_000;
/** At most so many bytes of JSON come from a character: a control character as `\u001b`. */
const mostBytesOfACharacter = 6;

/** Rows of a table. */
export class TableRows {
  readonly #context: RowContext;
  readonly #columns: readonly string[];
  readonly #sensorAt: number;
  readonly #timesAt: readonly number[];
  readonly #valueAt: number;
  readonly #namesLength: number;
  /** A column called `__proto__` would set the prototype of a plain object. */
  readonly #isUnsafe: boolean;

  constructor(columns: readonly string[], context: RowContext) {
    const { sensor, value } = context.source;
    const place = (name: string | undefined) => (name === undefined ? -1 : columns.indexOf(name));
    this.#context = context;
    this.#columns = columns;
    this.#sensorAt = place(sensor);
    this.#timesAt = timeColumns(context.source).map(place);
    this.#valueAt = place(value);
    this.#namesLength = columns.join('').length;
    this.#isUnsafe = columns.includes('__proto__');
  }

  /** @returns the reading, or why the row is none */
  read(cells: readonly string[], line: number, length: number): ReplayRow | string {
    const { fileSensor } = this.#context;
    const sensor = this.#sensorAt < 0 ? fileSensor : (cells[this.#sensorAt] ?? '');
    if (sensor.trim() === '') return noSensor(this.#context);
    const timeMs = this.#time(cells);
    if (typeof timeMs === 'string') return timeMs;
    const data = this.#data(cells);
    const valueCell = this.#valueAt < 0 ? undefined : cells[this.#valueAt];
    const row = { sensor, timeMs, value: readValue(valueCell, line, this.#context), data, line };
    return checked(row, length + this.#namesLength);
  }

  #time(cells: readonly string[]): number | string | null {
    const written =
      this.#timesAt.length <= 1
        ? cells[this.#timesAt[0] ?? -1]
        : this.#timesAt.map((at) => cells[at]);
    return readTime(written, this.#context);
  }

  #data(cells: readonly string[]): Record<string, unknown> {
    const data = emptyObject(this.#isUnsafe);
    const isRaw = this.#context.isRaw === true;
    for (let index = 0; index < cells.length; index += 1) {
      if (index === this.#sensorAt) continue;
      const cell = cells[index] ?? '';
      data[this.#columns[index] ?? ''] = isRaw ? cell : cellValue(cell);
    }
    return data;
  }
}

/** A row of JSON. @returns the reading, or why the object is none */
export function objectRow(
  object: JsonObject,
  line: number,
  length: number,
  context: RowContext,
): ReplayRow | string {
  const { source, fileSensor } = context;
  const sensor = source.sensor === undefined ? fileSensor : asText(own(object, source.sensor));
  if (sensor === undefined || sensor.trim() === '') return noSensor(context);
  const timeMs = objectTime(object, context);
  if (typeof timeMs === 'string') return timeMs;
  const written = source.value === undefined ? undefined : own(object, source.value);
  const value = readValue(written, line, context);
  return checked({ sensor, timeMs, value, data: dataOf(object, source.sensor), line }, length);
}

function objectTime(object: JsonObject, context: RowContext): number | string | null {
  const { time } = context.source;
  if (time === undefined) return null;
  if (typeof time === 'string') return readTime(own(object, time), context);
  return readTime(
    time.map((name) => own(object, name)),
    context,
  );
}

function dataOf(object: JsonObject, sensor: string | undefined): Record<string, unknown> {
  const data = emptyObject(Object.hasOwn(object, '__proto__'));
  for (const name of Object.keys(object)) {
    if (name !== sensor) data[name] = object[name];
  }
  return data;
}

function emptyObject(isUnsafe: boolean): Record<string, unknown> {
  return isUnsafe ? (Object.create(null) as Record<string, unknown>) : {};
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Text, or what JSON writes without quotes. */
function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function noSensor({ source }: RowContext): string {
  return source.sensor === undefined
    ? "the file's name is empty, and so is the sensor"
    : `there is no sensor in column ${quote(source.sensor)}`;
}

/** @param written a cell, or those that are the time together */
function readTime(written: unknown, { source, times }: RowContext): number | string | null {
  if (times === undefined) return null;
  if (!Array.isArray(written) || typeof source.time === 'string') {
    const text = asText(written)?.trim();
    return text === undefined || text === '' ? noTime(source.time) : times(text);
  }
  const texts = written.map((cell) => asText(cell)?.trim() ?? '');
  const empty = texts.indexOf('');
  return empty < 0 ? times(texts.join(' ')) : noTime(timeColumns(source)[empty]);
}

function noTime(column: unknown): string {
  return `there is no time in column ${quote(column)}`;
}

function readValue(written: unknown, line: number, context: RowContext): number | undefined {
  const { source, shown, notes } = context;
  if (source.value === undefined) return undefined;
  const value = readingValue(written);
  if (value === undefined) {
    notes.once(`value ${shown}`, () => {
      const cell = written === undefined ? 'nothing' : quote(written);
      return `${quote(shown)} line ${line} has ${cell} in column ${quote(source.value)}, no number: such readings have no value, only data`;
    });
  }
  return value;
}

/**
 * @param length characters of the row as it is written
 * @returns the row, or why its JSON is more than a broker takes
 */
function checked(row: ReplayRow, length: number): ReplayRow | string {
  const { sensor, data } = row;
  if ((length + sensor.length) * mostBytesOfACharacter <= mostJson) return row;
  // The sensor is the record's key, too.
  const bytes = Buffer.byteLength(JSON.stringify([sensor, data])) + Buffer.byteLength(sensor);
  if (bytes <= mostJson) return row;
  return `as a reading the row has ${bytes} bytes, more than the ${mostJson} that a broker takes`;
}
