/** Rows of the user's files as readings that still have their own time. */
import type { ReplaySource } from '../../../chain/chain.ts';
import { quote } from '../../../chain/words/quote.ts';
import { trimmed } from './cells.ts';
import type { CellCounter, ColumnCount } from './cellCounts.ts';
import type { JsonObject } from './jsonObject.ts';
import { plain } from './numberFormat.ts';
import type { NumberFormat } from './numberFormat.ts';
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
  /** How the numbers of a column are written, where it is not plainly. */
  readonly numbers: ReadonlyMap<string, NumberFormat>;
  /** Where cells are counted. Default: nowhere. */
  readonly cells?: CellCounter;
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
  /** By column. */
  readonly #formats: readonly NumberFormat[];
  /** By column; none for the time, and for the value, which is counted by what it was read as. */
  readonly #counts: readonly (ColumnCount | undefined)[];
  readonly #valueCount: ColumnCount | undefined;
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
    this.#formats = columns.map((name) => context.numbers.get(name) ?? plain);
    const counted = columns.map((name) =>
      name === sensor ? undefined : context.cells?.column(name),
    );
    this.#counts = counted.map((count, at) =>
      this.#timesAt.includes(at) || at === this.#valueAt ? undefined : count,
    );
    this.#valueCount = counted[this.#valueAt];
    this.#isUnsafe = columns.includes('__proto__');
  }

  /** @returns the reading, or why the row is none */
  read(cells: readonly string[], line: number, length: number): ReplayRow | string {
    const context = this.#context;
    const sensor = this.#sensorAt < 0 ? context.fileSensor : trimmed(cells[this.#sensorAt] ?? '');
    if (sensor === '') return noSensor(context);
    const timeMs = this.#time(cells);
    if (typeof timeMs === 'string') return timeMs;
    const data = this.#data(cells);
    const value = this.#valueAt < 0 ? undefined : this.#value(cells, data, line);
    const row = { sensor, timeMs, value, data, line };
    const problem = problemOf(row, length + this.#namesLength);
    if (problem !== undefined) this.#uncount(row);
    return problem ?? row;
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
      const format = this.#formats[index] ?? plain;
      const cell = trimmed(cells[index] ?? '');
      // Who asks for cells as they are written wants to know, too, which are numbers in a way of their own.
      const read = isRaw && format === plain ? cell : format.cell(cell);
      data[this.#columns[index] ?? ''] = read;
      this.#counts[index]?.add(read);
    }
    return data;
  }

  #value(cells: readonly string[], data: JsonObject, line: number): number | undefined {
    const read = data[this.#columns[this.#valueAt] ?? ''];
    const value = typeof read === 'number' ? read : this.#lenientValue(cells, line);
    this.#valueCount?.add(value ?? read);
    return value;
  }

  #lenientValue(cells: readonly string[], line: number): number | undefined {
    const cell = trimmed(cells[this.#valueAt] ?? '');
    const value = (this.#formats[this.#valueAt] ?? plain).value(cell);
    if (value === undefined) noteNoValue(cell, line, this.#context);
    return value;
  }

  /** The row is bad after all. */
  #uncount({ data, value }: ReplayRow): void {
    for (const [index, name] of this.#columns.entries()) this.#counts[index]?.add(data[name], -1);
    if (this.#valueAt >= 0) {
      this.#valueCount?.add(value ?? data[this.#columns[this.#valueAt] ?? ''], -1);
    }
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
  const sensor =
    source.sensor === undefined ? fileSensor : asText(own(object, source.sensor))?.trim();
  if (sensor === undefined || sensor.trim() === '') return noSensor(context);
  const timeMs = objectTime(object, context);
  if (typeof timeMs === 'string') return timeMs;
  const value = objectValue(object, line, context);
  const row = { sensor, timeMs, value, data: dataOf(object, source.sensor), line };
  const problem = problemOf(row, length);
  if (problem !== undefined) return problem;
  if (context.cells !== undefined) countObject(row, context.cells, source);
  return row;
}

function objectValue(object: JsonObject, line: number, context: RowContext): number | undefined {
  const { source, numbers } = context;
  if (source.value === undefined) return undefined;
  const written = own(object, source.value);
  if (typeof written === 'number') return written;
  const value =
    typeof written === 'string'
      ? (numbers.get(source.value) ?? plain).value(written.trim())
      : undefined;
  if (value === undefined) noteNoValue(written, line, context);
  return value;
}

function countObject({ data, value }: ReplayRow, cells: CellCounter, source: ReplaySource): void {
  const { time } = source;
  let place = 0;
  for (const name in data) {
    const isTime = name === time || (Array.isArray(time) && time.includes(name));
    const count = isTime ? undefined : cells.columnAt(place, name);
    count?.add(name === source.value ? (value ?? data[name]) : data[name]);
    place += 1;
  }
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

function noteNoValue(written: unknown, line: number, { source, shown, notes }: RowContext): void {
  notes.once(`value ${shown}`, () => {
    const cell = written === undefined ? 'nothing' : quote(written);
    return `${quote(shown)} line ${line} has ${cell} in column ${quote(source.value)}, no number: such readings have no value, only data`;
  });
}

/**
 * @param length characters of the row as it is written
 * @returns why the row's JSON is more than a broker takes
 */
function problemOf({ sensor, data }: ReplayRow, length: number): string | undefined {
  if ((length + sensor.length) * mostBytesOfACharacter <= mostJson) return undefined;
  // The sensor is the record's key, too.
  const bytes = Buffer.byteLength(JSON.stringify([sensor, data])) + Buffer.byteLength(sensor);
  if (bytes <= mostJson) return undefined;
  return `as a reading the row has ${bytes} bytes, more than the ${mostJson} that a broker takes`;
}
