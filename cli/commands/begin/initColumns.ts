/** A guess which columns of a user's files are the time, the sensor and the value; the user sees it and can change it. */
import { readingValue } from '../../../generator/replay/formats/cells.ts';
import type { SampledFile } from '../../../generator/replay/sample.ts';
import { stepsMs } from '../../../generator/replay/times/trials.ts';
import type { FormatTrial } from '../../../generator/replay/times/trials.ts';
import { guessTime, lookFurther, timeNames } from './initTimes.ts';
import type { CellColumn, GuessedTime } from './initTimes.ts';

export interface Columns {
  readonly time?: GuessedTime;
  /** What the user should know of the columns that look like times: a sentence each. */
  readonly timeNotes: readonly string[];
  readonly sensor?: string;
  readonly value?: string;
  /** Between two rows, in ms; `undefined` where there is no time. */
  readonly spacingMs?: number;
  /** All of them, in order. */
  readonly all: readonly string[];
}

/** A column's cells, file by file, further into them than the rows that were sampled. */
type Further = (column: string) => Promise<readonly (readonly unknown[])[]>;

/** @param nowMs in ms since the epoch */
export async function guessColumns(
  files: readonly SampledFile[],
  further: Further,
  nowMs: number,
): Promise<Columns> {
  const all = [...new Set(files.flatMap(({ columns }) => columns))];
  // A column that a file does not have cannot be named.
  const common = all.filter((name) => files.every(({ columns }) => columns.includes(name)));
  const columns = common.map((name) => columnOf(name, files));
  const options = { nowMs };
  const furtherTexts = async (name: string) =>
    (await further(name)).map((file) => file.map((cell) => textOf(cell) ?? ''));
  const guess = guessTime(columns, ofSome(all, files), options);
  const { time, notes, trial } = await lookFurther(guess, furtherTexts, options);
  const others = columns.filter(({ name }) => time?.names.includes(name) !== true);
  const sensor = others.find(isSensor);
  return {
    time,
    timeNotes: notes,
    sensor: sensor?.name,
    value: valueOf(others.filter((column) => column !== sensor)),
    spacingMs: spacing(trial),
    all,
  };
}

/** Columns that some files lack. */
function ofSome(names: readonly string[], files: readonly SampledFile[]) {
  return names.flatMap((name) => {
    const lacking = files.find(({ columns }) => !columns.includes(name));
    if (lacking === undefined) return [];
    const having = files.filter(({ columns }) => columns.includes(name));
    return [{ column: columnOf(name, having), lacking: lacking.shown }];
  });
}

/** Cells that stand for a number that is not there. */
const missing = /^(|na|n\/a|nan|null|none|nil|-+|\?)$/i;

function columnOf(name: string, files: readonly SampledFile[]): CellColumn {
  const cells = files.map(({ rows }) => rows.map(({ data }) => data[name]));
  const present = cells.flat().filter((cell) => !missing.test(textOf(cell)?.trim() ?? '[object]'));
  const isNumber = present.length > 0 && present.every(isQuantity);
  const isNested = present.some((cell) => textOf(cell) === undefined);
  const texts = cells.map((file) => file.map((cell) => textOf(cell) ?? ''));
  return { name, texts, isNumber, isNested };
}

/** A number that is no code, as leading zeros show. */
function isQuantity(cell: unknown): boolean {
  return readingValue(cell) !== undefined && !/^0\d/.test(textOf(cell)?.trim() ?? '');
}

/** `undefined` where the cell holds more than one. */
function textOf(cell: unknown): string | undefined {
  if (cell === undefined || cell === null) return '';
  return typeof cell === 'object' ? undefined : String(cell as string | number | boolean);
}

const sensorNames =
  /^(sensor(_?id|_?name)?|device(_?id|_?name)?|station(_?id|_?name)?|location|place|room|city|site|symbol|series|name|id)$/i;
const valueNames = /^(value|reading|measurement|temp(erature)?|humidity|pressure|level|speed)$/i;
const nearlyValueNames = /(^|[^a-z])(value|temp(erature)?|humidity|pressure)([^a-z]|$)/i;
/** Numbers that say where, when or which rather than how much. */
const otherNames =
  /^(lat(itude)?|lon(gitude)?|lng|elevation|altitude|x|y|zip(_?code)?|id|.*_id|index|record|row|no|nr|.*_(no|nr|code|cd)|q[cn](_.*)?|quality.*|flags?|year|month|day|hour|minute|second|column(_\d+)?)$/i;

/** A row without a sensor is no reading; a name or number of its own in every row is none. */
function isSensor({ name, texts, isNested }: CellColumn): boolean {
  const all = texts.flat().map((text) => text.trim());
  if (!sensorNames.test(name) || isNested || all.includes('')) return false;
  const isOwn = /^(name|id)$/i.test(name) && all.length > 20;
  return !isOwn || new Set(all).size < all.length;
}

function valueOf(columns: readonly CellColumn[]): string | undefined {
  const numbers = columns.filter(({ isNumber }) => isNumber).map(({ name }) => name);
  return (
    numbers.find((name) => valueNames.test(name)) ??
    numbers.find((name) => nearlyValueNames.test(name)) ??
    numbers.find((name) => !otherNames.test(name) && !timeNames.test(name)) ??
    numbers[0]
  );
}

/** The middle one of the distances between neighbours that differ. */
function spacing(trial: FormatTrial | undefined): number | undefined {
  const sorted = stepsMs(trial?.timesMs ?? []).filter((step) => step > 0);
  return sorted.sort((a, b) => a - b)[Math.floor(sorted.length / 2)];
}
