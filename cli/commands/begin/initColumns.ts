/** A guess which columns of a user's files are the time, the sensor and the value; the user sees it and can change it. */
import { quote } from '../../../chain/words/quote.ts';
import { readingValue } from '../../../generator/replay/formats/cells.ts';
import type { SampledFile } from '../../../generator/replay/sample.ts';
import { stepsMs, tryFormats, tryFurther } from '../../../generator/replay/times/trials.ts';
import type { FormatTrial } from '../../../generator/replay/times/trials.ts';

export interface TimeColumn {
  readonly name: string;
  /** Reads all rows that were looked at first. */
  readonly format: string;
  /** The others that do, and mean other times. */
  readonly otherFormats: readonly string[];
}

export interface Columns {
  readonly time?: TimeColumn;
  /** What the user should know of the columns that look like times: a sentence each. */
  readonly timeNotes: readonly string[];
  readonly sensor?: string;
  readonly value?: string;
  /** Between two rows, in ms; `undefined` where there is no time. */
  readonly spacingMs?: number;
  /** All of them, in order. */
  readonly all: readonly string[];
}

interface Column {
  readonly name: string;
  /** File by file. */
  readonly cells: readonly (readonly unknown[])[];
  readonly isNumber: boolean;
}

/** A column with what was found of its times. */
interface Candidate {
  readonly column: Column;
  readonly trials: readonly FormatTrial[];
}

/** @param nowMs in ms since the epoch */
export function guessColumns(files: readonly SampledFile[], nowMs: number): Columns {
  const all = [...new Set(files.flatMap(({ columns }) => columns))];
  // A column that a file does not have cannot be named.
  const common = all.filter((name) => files.every(({ columns }) => columns.includes(name)));
  const columns = common.map((name) => columnOf(name, files));
  const candidates = columns.map((column) => ({ column, trials: trialsOf(column, nowMs) }));
  const time = bestTime(candidates);
  const others = columns.filter((column) => column !== time?.column);
  const sensor = others.find(isSensor);
  return {
    time: time && timeOf(time.column.name, time.trials),
    timeNotes:
      time === undefined
        ? whyNoTime(candidates, timesOfSome(all, files, nowMs))
        : whatElse(time, candidates),
    sensor: sensor?.name,
    value: valueOf(others.filter((column) => column !== sensor)),
    spacingMs: spacing(time?.trials[0]),
    all,
  };
}

/**
 * Where several formats read the time, further rows may say which is meant: a row a minute has no 13th day among the
 * first thousand.
 * @param further a column's cells, file by file
 * @param nowMs in ms since the epoch
 */
export async function lookFurther(
  columns: Columns,
  further: (column: string) => Promise<readonly (readonly unknown[])[]>,
  nowMs: number,
): Promise<Columns> {
  const { time } = columns;
  if (time === undefined || time.otherFormats.length === 0) return columns;
  const texts = (await further(time.name)).map((file) => file.map((cell) => textOf(cell) ?? ''));
  const trials = tryFurther([time.format, ...time.otherFormats], texts, { nowMs });
  return { ...columns, time: timeOf(time.name, trials), spacingMs: spacing(trials[0]) };
}

/** Cells that stand for a number that is not there. */
const missing = /^(|na|n\/a|nan|null|none|nil|-+|\?)$/i;

function columnOf(name: string, files: readonly SampledFile[]): Column {
  const cells = files.map(({ rows }) => rows.map(({ data }) => data[name]));
  const present = cells.flat().filter((cell) => !missing.test(textOf(cell)?.trim() ?? '[object]'));
  const isNumber = present.length > 0 && present.every((cell) => readingValue(cell) !== undefined);
  return { name, cells, isNumber };
}

/** `undefined` where the cell holds more than one. */
function textOf(cell: unknown): string | undefined {
  if (cell === undefined || cell === null) return '';
  return typeof cell === 'object' ? undefined : String(cell as string | number | boolean);
}

const timeNames =
  /^(event_?time|time_?stamp|date_?time|time|date|ts|t|utc|day|when|recorded(_at)?|created(_at)?)$/i;
const nearlyTimeNames = /time|date|datum|stamp|epoch|clock|_at$|_ts$|^year$/i;
const durationNames = /duration|elapsed|length|interval|delay|lap/i;
const sensorNames =
  /^(sensor(_?id|_?name)?|device(_?id|_?name)?|station(_?id|_?name)?|location|place|room|city|site|symbol|series|name|id)$/i;
const valueNames = /^(value|reading|measurement|temp(erature)?|humidity|pressure|level|speed)$/i;
const nearlyValueNames = /(^|[^a-z])(value|temp(erature)?|humidity|pressure)([^a-z]|$)/i;
/** Numbers that say where, when or which rather than how much. */
const otherNames =
  /^(lat(itude)?|lon(gitude)?|lng|elevation|altitude|x|y|zip(_?code)?|id|.*_id|index|record|row|no|nr|year|month|day|hour|minute|second|column(_\d+)?)$/i;

/** None of a column that has a cell without a text. */
function trialsOf({ name, cells, isNumber }: Column, nowMs: number): readonly FormatTrial[] {
  const texts = cells.map((file) => file.map((cell) => textOf(cell) ?? ''));
  const isShort = () => texts.flat().some((text) => !/^\s*\d{8}/.test(text));
  const hasName = timeNames.test(name) || nearlyTimeNames.test(name);
  // Numbers are times only where the column says so: years, dates in eight digits, or counted from an epoch.
  if (isNumber && !hasName) return [];
  return tryFormats(texts, { nowMs }).filter(
    ({ format }) => !isNumber || format === 'yyyy' || !isShort(),
  );
}

/** The column whose name tells most, among those that a format reads in all rows. */
function bestTime(candidates: readonly Candidate[]): Candidate | undefined {
  const [best] = candidates
    .filter(({ trials: [trial] }) => trial !== undefined && trial.misfit === undefined)
    .map((candidate) => ({ candidate, rank: rankOf(candidate) }))
    .filter(({ rank }) => rank < ranks.length)
    .sort((a, b) => a.rank - b.rank);
  return best?.candidate;
}

/** The first that holds decides. */
const ranks: readonly ((name: string, trial: FormatTrial) => boolean)[] = [
  (name, { hasDate, format }) => hasDate && format !== 'yyyy' && timeNames.test(name),
  (name, { hasDate, format }) => hasDate && format !== 'yyyy' && nearlyTimeNames.test(name),
  (_, { hasDate, format }) => hasDate && format !== 'yyyy',
  (name, { hasDate }) => !hasDate && !durationNames.test(name),
  (name, { hasDate }) => hasDate && (timeNames.test(name) || nearlyTimeNames.test(name)),
];

function rankOf({ column: { name }, trials: [trial] }: Candidate): number {
  const rank = ranks.findIndex((holds) => trial !== undefined && holds(name, trial));
  return rank < 0 ? ranks.length : rank;
}

function timeOf(name: string, trials: readonly FormatTrial[]): TimeColumn {
  const [format = 'iso', ...otherFormats] = trials.map((trial) => trial.format);
  return { name, format, otherFormats };
}

const mostOfSome = 3;

/** Of columns that are times in the files that have them. */
function timesOfSome(
  names: readonly string[],
  files: readonly SampledFile[],
  nowMs: number,
): string[] {
  const reasons = names.flatMap((name) => {
    const lacking = files.find(({ columns }) => !columns.includes(name));
    if (lacking === undefined) return [];
    const having = files.filter(({ columns }) => columns.includes(name));
    const [trial] = trialsOf(columnOf(name, having), nowMs);
    if (trial === undefined || trial.misfit !== undefined) return [];
    return [`${quote(name)} holds times, but ${quote(lacking.shown)} has no such column`];
  });
  return reasons.slice(0, mostOfSome);
}

/** Of columns called like a time, and of those that are a time in most rows. */
function whyNoTime(candidates: readonly Candidate[], ofSome: readonly string[]): string[] {
  const reasons = candidates.flatMap(({ column: { name, cells }, trials: [trial] }) => {
    const all = cells.flat();
    const isMostlyTime = trial !== undefined && trial.read * 2 > all.length;
    if (!isMostlyTime && !timeNames.test(name)) return [];
    if (all.some((cell) => textOf(cell) === undefined)) {
      return [`${quote(name)} is no time: it holds objects or lists`];
    }
    if (trial === undefined) return [`no timeFormat reads ${quote(name)}, like ${quote(all[0])}`];
    return [
      `timeFormat ${quote(trial.format)} reads ${trial.read} of ${all.length} rows of ${quote(name)}, but not ${quote(trial.misfit)}`,
    ];
  });
  const all = [...reasons, ...ofSome];
  return all.length > 0 ? all : ['no column holds times that a timeFormat reads'];
}

/** Times of day beside a date. */
function whatElse(time: Candidate, candidates: readonly Candidate[]): string[] {
  if (time.trials[0]?.hasDate === false) return [];
  return candidates
    .filter(({ trials: [trial] }) => trial?.hasDate === false && trial.misfit === undefined)
    .map(
      ({ column: { name } }) =>
        `the time of day in ${quote(name)} is not read: a time stands in one column`,
    );
}

/** A row without a sensor is no reading; a name or number of its own in every row is none. */
function isSensor({ name, cells }: Column): boolean {
  const texts = cells.flat().map((cell) => textOf(cell)?.trim() ?? '');
  if (!sensorNames.test(name) || texts.includes('')) return false;
  const isOwn = /^(name|id)$/i.test(name) && texts.length > 20;
  return !isOwn || new Set(texts).size < texts.length;
}

function valueOf(columns: readonly Column[]): string | undefined {
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
