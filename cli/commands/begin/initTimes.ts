/** A guess which columns of a user's files are the time, and how it is written. */
import { counted, number } from '../../../chain/words/counted.ts';
import { quote } from '../../../chain/words/quote.ts';
import {
  durationNames,
  isClock,
  isDate,
  joined,
  reads,
  withPartner,
} from '../../../generator/replay/times/columns.ts';
import type {
  TextColumn,
  TimeColumns,
  TriedColumn,
} from '../../../generator/replay/times/columns.ts';
import { tryFormats, tryFurther, whyUnread } from '../../../generator/replay/times/trials.ts';
import type { FormatTrial, Texts, TrialOptions } from '../../../generator/replay/times/trials.ts';

/** The time of a new chain. */
export interface GuessedTime {
  /** The columns whose cells are the time together: one, or a date and what belongs to it. */
  readonly names: readonly string[];
  readonly format: string;
  /** The others that read all rows looked at, and mean other times. */
  readonly otherFormats: readonly string[];
}

export interface TimeGuess {
  readonly time?: GuessedTime;
  /** What the user should know of the columns that look like times: a sentence each. */
  readonly notes: readonly string[];
  /** Of the format that was guessed. */
  readonly trial?: FormatTrial;
}

/** A column of all files. */
export interface CellColumn extends TextColumn {
  readonly isNumber: boolean;
  /** Whether a cell holds an object or a list. */
  readonly isNested: boolean;
}

type Candidate = TriedColumn & CellColumn;

export const timeNames =
  /^(event_?time|time_?stamp|date_?time|time|date|ts|t|utc|day|when|recorded(_at)?|created(_at)?)$/i;
const nearlyTimeNames = /time|date|datum|stamp|epoch|clock|_at$|_ts$|^year$/i;

/** @param ofSome columns that some files lack, by the file that lacks them */
export function guessTime(
  columns: readonly CellColumn[],
  ofSome: readonly { readonly column: CellColumn; readonly lacking: string }[],
  options: TrialOptions,
): TimeGuess {
  const candidates = columns.map((column) => ({ ...column, trials: trialsOf(column, options) }));
  const best = bestTime(candidates);
  const parts = best === undefined || isPoor(best) ? partsOf(columns, options) : undefined;
  if (parts !== undefined) return guessed(parts, []);
  if (best === undefined) {
    return { notes: whyNone(candidates, timesOfSome(ofSome, options), options) };
  }
  const others = candidates.filter((column) => column !== best);
  const both = withPartner(
    best,
    others.filter(({ isNested }) => !isNested),
    options,
  );
  return both === undefined
    ? guessed({ names: [best.name], trials: best.trials }, whatElse(best, others))
    : guessed(both, []);
}

function guessed({ names, trials }: TimeColumns, notes: readonly string[]): TimeGuess {
  const [format = 'iso', ...otherFormats] = trials.map((trial) => trial.format);
  return { time: { names, format, otherFormats }, notes, trial: trials[0] };
}

/**
 * Where several formats read the time, further rows may say which is meant: a row a minute has no 13th day among the
 * first thousand.
 * @param further the texts of columns, further into the files
 */
export async function lookFurther(
  guess: TimeGuess,
  further: (column: string) => Promise<Texts>,
  options: TrialOptions,
): Promise<TimeGuess> {
  const { time } = guess;
  if (time === undefined || time.otherFormats.length === 0) return guess;
  const columns: TextColumn[] = [];
  for (const name of time.names) columns.push({ name, texts: await further(name) });
  const texts = joined(columns);
  const trials = tryFurther([time.format, ...time.otherFormats], texts, options);
  const misfits = reads(trials)
    ? []
    : trials.slice(0, 1).map((trial) => readSome(time.names, trial, texts));
  return guessed({ names: time.names, trials }, [...guess.notes, ...misfits]);
}

function readSome(names: readonly string[], { format, read, misfit }: FormatTrial, texts: Texts) {
  const rows = counted(texts.flat().length, 'row');
  return `timeFormat ${quote(format)} reads ${number(read)} of ${rows} of ${names.map(quote).join(' and ')}, but not ${quote(misfit)}`;
}

/** Numbers are times only where the column says so: years, dates in eight digits, or counted from an epoch. */
function trialsOf({ name, texts, isNumber, isNested }: CellColumn, options: TrialOptions) {
  const hasName = timeNames.test(name) || nearlyTimeNames.test(name);
  if (isNested || (isNumber && !hasName)) return [];
  const isShort = () => texts.flat().some((text) => !/^\s*\d{7}/.test(text));
  return tryFormats(texts, options).filter(
    ({ format }) => !isNumber || format === 'yyyy' || !isShort(),
  );
}

/** The column whose name tells most, among those that a format reads in all rows. */
function bestTime(candidates: readonly Candidate[]): Candidate | undefined {
  const [best] = candidates
    .filter(({ trials }) => reads(trials))
    .map((candidate) => ({ candidate, rank: rankOf(candidate) }))
    .filter(({ rank }) => rank < ranks.length)
    .sort((a, b) => a.rank - b.rank);
  return best?.candidate;
}

const isDated = ({ trials: [trial] }: Candidate) =>
  trial?.hasDate === true && trial.format !== 'yyyy';

/** The first that holds decides. */
const ranks: readonly ((candidate: Candidate) => boolean)[] = [
  (column) => isDated(column) && timeNames.test(column.name),
  (column) => isDated(column) && nearlyTimeNames.test(column.name),
  isDated,
  isClock,
  ({ name, trials: [trial] }) =>
    trial?.hasDate === true && (timeNames.test(name) || nearlyTimeNames.test(name)),
];

function rankOf(candidate: Candidate): number {
  const rank = ranks.findIndex((holds) => holds(candidate));
  return rank < 0 ? ranks.length : rank;
}

/** A year alone, or a time of day: a date in columns of its own says more. */
function isPoor(best: Candidate): boolean {
  return !isDated(best);
}

const partNames = [
  /^(year|yyyy|yr|yy|jahr)$/i,
  /^(month|mon|mo|monat)$/i,
  /^(day|dd|dy|day_?of_?month|tag)$/i,
  /^(hour|hours|hh|hr|stunde)$/i,
  /^(minute|minutes|min|mi)$/i,
];

/** Year, month and day, each in a column of its own, and perhaps hour and minute. */
function partsOf(columns: readonly CellColumn[], options: TrialOptions): TimeColumns | undefined {
  const found = partNames.map((name) => columns.find((column) => name.test(column.name)));
  const missing = found.indexOf(undefined);
  const parts = found
    .slice(0, missing < 0 ? found.length : missing)
    .filter((part) => part !== undefined);
  if (parts.length < 3) return undefined;
  const trials = tryFormats(joined(parts), options);
  return reads(trials) ? { names: parts.map(({ name }) => name), trials } : undefined;
}

const mostOfSome = 3;

/** Of columns that are times in the files that have them. */
function timesOfSome(
  ofSome: readonly { readonly column: CellColumn; readonly lacking: string }[],
  options: TrialOptions,
): string[] {
  const times = ofSome.filter(({ column }) => reads(trialsOf(column, options)));
  return times
    .slice(0, mostOfSome)
    .map(
      ({ column: { name }, lacking }) =>
        `${quote(name)} holds times, but ${quote(lacking)} has no such column`,
    );
}

/** Of columns called like a time, and of those that are a time in most rows. */
function whyNone(
  candidates: readonly Candidate[],
  ofSome: readonly string[],
  options: TrialOptions,
): string[] {
  const reasons = candidates.flatMap(({ name, texts, isNested, trials: [trial] }) => {
    const all = texts.flat();
    const isMostlyTime = trial !== undefined && trial.read * 2 > all.length;
    if (!isMostlyTime && !timeNames.test(name)) return [];
    if (isNested) return [`${quote(name)} is no time: it holds objects or lists`];
    if (trial !== undefined) return [readSome([name], trial, texts)];
    const why = whyUnread(texts, options);
    const unread = `no timeFormat reads ${quote(name)}, like ${quote(all[0])}`;
    return [why === undefined ? unread : `${unread}: ${why}`];
  });
  const all = [...reasons, ...ofSome];
  return all.length > 0 ? all : ['no column holds times that a timeFormat reads'];
}

/** Times of day beside a date that are not read: some lack one, or it is open which belongs to the date. */
function whatElse(time: Candidate, others: readonly Candidate[]): string[] {
  if (!isDate(time, time.trials)) return [];
  return others.flatMap(({ name, texts, trials: [trial] }) => {
    if (trial?.hasDate !== false || durationNames.test(name)) return [];
    const why = trial.misfit === undefined ? whereItBelongs : readSome([name], trial, texts);
    return [`the time of day in ${quote(name)} is not read: ${why}`];
  });
}

const whereItBelongs = 'name it beside the date where it belongs to it';
