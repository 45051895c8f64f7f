/**
 * What would read times that are not read as they are named: a format or a column is advised only where it reads every row
 * looked at, and where two formats read them all, both are told.
 */
import { counted, number } from '../../chain/words/counted.ts';
import { quote } from '../../chain/words/quote.ts';
import type { ReadOptions } from './cursor.ts';
import { firstRows, mostRowsOf } from './firstRows.ts';
import { timeColumns } from './formats/columns.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import type { ReplayRow } from './formats/rows.ts';
import { isClock, isDate, joined, reads, withDate, withPartner } from './times/columns.ts';
import type { TextColumn, TimeColumns, TriedColumn } from './times/columns.ts';
import { tryFormat, tryFormats, tryFurther, whyUnread } from './times/trials.ts';
import type { FormatTrial, TrialOptions } from './times/trials.ts';

export interface TimeAdvice {
  /** What to write; `undefined` where nothing reads every row looked at. */
  readonly hint?: string;
  /** What is known of the times as they are named. */
  readonly details: readonly string[];
}

/** The first rows of the files, and what the times in them are. */
interface Looked {
  readonly read: ReadOptions;
  readonly files: readonly SeenFile[];
  readonly options: TrialOptions;
  readonly rows: number;
  /** The column that the user named, or those, joined. */
  readonly column: TriedColumn;
  readonly columns: readonly TextColumn[];
  /** As the user has it. */
  readonly own: FormatTrial;
}

/**
 * @returns `undefined` where nothing is wrong with the times, as far as the first rows tell
 * @throws CourantError COURANT_REPLAY_INVALID
 */
export async function timeAdvice(
  files: readonly SeenFile[],
  read: ReadOptions,
): Promise<TimeAdvice | undefined> {
  const looked = await look(files, read);
  if (looked === undefined) return undefined;
  const both = together(looked);
  if (both !== undefined) return { hint: nameThese(both, looked), details: [whyBoth(looked)] };
  const { own, column } = looked;
  if (own.misfit === undefined) return otherEpoch(looked);
  if (reads(column.trials)) return { hint: await writeThis(looked), details: partly(own, looked) };
  const other = own.read === 0 ? otherColumn(looked) : undefined;
  const [best] = column.trials.filter(({ read: count }) => count > own.read);
  return {
    hint: other === undefined ? undefined : nameThese(other, looked),
    details: best === undefined ? unread(looked) : partly(best, looked),
  };
}

async function look(files: readonly SeenFile[], read: ReadOptions): Promise<Looked | undefined> {
  const { timeFormat, timeZone: zone } = read.source;
  const names = timeColumns(read.source);
  const { most } = mostRowsOf(files.length);
  const columns = await textColumns(files, read, most);
  const named = names.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  const texts = joined(named);
  const rows = texts.flat().length;
  if (named.length < names.length || rows === 0) return undefined;
  const options = { nowMs: read.startMs, zone };
  const column = { name: names[0] ?? '', texts, trials: tryFormats(texts, options) };
  const own = tryFormat(timeFormat, texts, options);
  return { read, files, options, rows, column, columns, own };
}

/** The first rows as they are written, column by column. */
async function textColumns(
  files: readonly SeenFile[],
  read: ReadOptions,
  most: number,
): Promise<TextColumn[]> {
  const { source } = read;
  const plain = { ...source, sensor: undefined, time: undefined, value: undefined };
  const raw = { ...read, source: plain, times: undefined, isRaw: true };
  const rows: Readonly<Record<string, unknown>>[][] = [];
  for (const file of files)
    rows.push(await firstRows(file, raw, { most, keep: ({ data }) => data }));
  const names = new Set(rows.flat().flatMap((data) => Object.keys(data)));
  return [...names].map((name) => {
    return { name, texts: rows.map((file) => file.map((data) => textOf(data[name]))) };
  });
}

/** Nothing where the cell holds more than one text. */
function textOf(cell: unknown): string {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
}

function othersOf({ columns, read, options }: Looked): TriedColumn[] {
  const names = timeColumns(read.source);
  return columns
    .filter(({ name }) => !names.includes(name))
    .map((column) => ({ ...column, trials: tryFormats(column.texts, options) }));
}

/** A date and its time of day that stand in two columns, where one of them is named. */
function together(looked: Looked): TimeColumns | undefined {
  const { column, options, read } = looked;
  if (timeColumns(read.source).length > 1) return undefined;
  if (isClock(column)) return withDate(column, othersOf(looked), options);
  const isAlone = isDate(column, column.trials);
  return isAlone ? withPartner(column, othersOf(looked), options) : undefined;
}

function whyBoth({ column }: Looked): string {
  const lacking = isClock(column) ? 'no date' : 'no time of day';
  return `times in column ${quote(column.name)} have ${lacking}`;
}

/** Another column that holds times, where only one does. */
function otherColumn(looked: Looked): TimeColumns | undefined {
  const times = othersOf(looked).filter(
    ({ trials }) => reads(trials) && trials[0]?.hasDate === true && trials[0].format !== 'yyyy',
  );
  const [only, ...more] = times;
  if (only === undefined || more.length > 0) return undefined;
  return { names: [only.name], trials: only.trials };
}

/** Digits that are read as an epoch, and so are of another time than now. */
function otherEpoch({ own, column, rows, options }: Looked): TimeAdvice | undefined {
  const isOdd =
    own.format.startsWith('epoch') && own.timesMs.flat().some((ms) => ms > options.nowMs);
  const others = column.trials.filter(({ format }) => format !== own.format);
  if (!isOdd || !reads(others)) return undefined;
  const detail = `times by timeFormat: '${own.format}' lie ahead of now`;
  return { hint: writing(others, rows), details: [detail] };
}

/** The format that reads all rows; where several do, further rows may say which is meant. */
async function writeThis({ files, read, options, column, rows }: Looked): Promise<string> {
  if (column.trials.length < 2) return writing(column.trials, rows);
  const { furthest } = mostRowsOf(files.length);
  const columns = await textColumns(files, read, furthest);
  const names = timeColumns(read.source);
  const further = joined(
    names.flatMap((name) => columns.find((found) => found.name === name) ?? []),
  );
  const formats = column.trials.map(({ format }) => format);
  const trials = tryFurther(formats, further, options);
  return reads(trials) ? writing(trials, further.flat().length) : writing(column.trials, rows);
}

function writing(trials: readonly FormatTrial[], rows: number): string {
  const formats = trials.map(({ format }) => `'${format}'`);
  const all = `${formats.length > 1 ? 'read' : 'reads'} ${allRows(rows)}`;
  if (formats.length === 1) return `write timeFormat: ${formats[0] ?? ''}, which ${all}`;
  return `write which timeFormat is meant: ${formats.join(' and ')} ${all}, as different times`;
}

function nameThese({ names, trials }: TimeColumns, { read, rows }: Looked): string {
  const [format, ...others] = trials.map((trial) => trial.format);
  const listed = names.map(asWritten).join(', ');
  const named = `name the time: time: ${names.length > 1 ? `[${listed}]` : listed}`;
  if (others.length > 0) return `${named}, and ${writing(trials, rows)}`;
  const isWritten = format === read.source.timeFormat;
  const fitting = isWritten ? '' : `, timeFormat: '${format ?? ''}'`;
  return `${named}${fitting}, which reads ${allRows(rows)}`;
}

function allRows(rows: number): string {
  return rows === 1 ? 'the only row looked at' : `all ${number(rows)} rows looked at`;
}

/** A name as a definition writes it. */
function asWritten(name: string): string {
  return /^[^'\\\p{C}]*$/u.test(name) ? `'${name}'` : JSON.stringify(name);
}

/** What a format reads that reads some of the rows. */
function partly({ format, read, misfit }: FormatTrial, { rows }: Looked): string[] {
  if (read === 0) return [];
  const part = `${number(read)} of the ${counted(rows, 'row')} looked at`;
  return [`timeFormat: '${format}' reads ${part}, but not ${quote(misfit)}`];
}

/** Why nothing reads any. */
function unread({ column, own, options }: Looked): string[] {
  const why = own.read === 0 ? whyUnread(column.texts, options) : undefined;
  return why === undefined ? [] : [why];
}

/**
 * Tells of times that are read, and perhaps not as they are meant.
 * @param surveyed files, and how many of the rows looked at were bad
 * @param first the first row of all
 */
export async function noteTimes(
  surveyed: readonly { readonly file: SeenFile; readonly badRows: number }[],
  read: ReadOptions,
  first: ReplayRow,
): Promise<void> {
  const { times, startMs, notes } = read;
  if (times === undefined) return;
  const isAhead = (first.timeMs ?? 0) > startMs;
  const isGood = surveyed.every(({ badRows }) => badRows === 0);
  if (isGood && !isAhead && times.hasDate && hasClock(read, first)) return;
  const { details = [], hint = '' } =
    (await timeAdvice(
      surveyed.map(({ file }) => file),
      read,
    )) ?? {};
  const told = [...details, hint].filter((part) => part !== '').join('; ');
  if (told !== '') notes.once('times', () => told);
}

/** Whether a time of day stands in the column named as the time, as far as its first cell tells. */
function hasClock({ source }: ReadOptions, { data }: ReplayRow): boolean {
  const [name = '', ...others] = timeColumns(source);
  const isOther = others.length > 0 || source.timeFormat.startsWith('epoch');
  return isOther || /\d[:T]\d/.test(String(data[name]));
}
