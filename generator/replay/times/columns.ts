/** Columns of times: which format reads one, and which are a time only together. */
import { tryFormats } from './trials.ts';
import type { FormatTrial, Texts, TrialOptions } from './trials.ts';
import { namedZone } from './zoneNames.ts';

export interface TextColumn {
  readonly name: string;
  readonly texts: Texts;
}

/** Columns whose cells are read as one text, a space between them, and what reads it. */
export interface TimeColumns {
  readonly names: readonly string[];
  readonly trials: readonly FormatTrial[];
}

/** What the replay reads where several columns are the time: nothing where one of the cells is empty. */
export function joined(columns: readonly TextColumn[]): Texts {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  return first.texts.map((file, place) =>
    file.map((text, row) => {
      const cells = [text, ...others.map(({ texts }) => texts[place]?.[row] ?? '')];
      const trimmed = cells.map((cell) => cell.trim());
      return trimmed.includes('') ? '' : trimmed.join(' ');
    }),
  );
}

/** Whether a format reads every text. */
export function reads(trials: readonly FormatTrial[]): boolean {
  const [first] = trials;
  return first !== undefined && first.misfit === undefined;
}

/** Whether a column's texts are dates and no more. */
export function isDate({ texts }: TextColumn, trials: readonly FormatTrial[]): boolean {
  const [first] = trials;
  if (first === undefined || !reads(trials) || !first.hasDate) return false;
  return first.format === 'iso'
    ? !texts.flat().some((text) => /.[T\s:]/.test(text.trim()))
    : !first.hasClock;
}

const clockNames =
  /^(time|time_?of_?day|clock|hour|hours|hr|hh|hhmm|utc|zeit|uhrzeit|stunde|hora|heure)$/i;
const hourNames = /^(hour|hours|hr|hh|stunde|hora|heure)$/i;
const zoneColumnNames = /^(tz|tz_?cd|tz_?name|time_?zone|zone)$/i;
const dateNames = /date|day|datum|fecha|jour|data|giorno/i;
export const durationNames = /duration|elapsed|length|interval|delay|lap/i;

/** A column with what was found of its times. */
export interface TriedColumn extends TextColumn {
  readonly trials: readonly FormatTrial[];
}

/**
 * The times of day that belong to a column of dates, or the zones that belong to its times.
 * @returns the column with the one beside it; `undefined` where there is none, or where it is open which of several is meant
 */
export function withPartner(
  column: TriedColumn,
  others: readonly TriedColumn[],
  options: TrialOptions,
): TimeColumns | undefined {
  const fits = isDate(column, column.trials) ? clockOf(others) : zoneOf(others);
  if (fits === undefined || hasOffset(column)) return undefined;
  const both = [column, fits];
  const trials = tryFormats(joined(both), options);
  return reads(trials) ? { names: both.map(({ name }) => name), trials } : undefined;
}

/** The dates that belong to a column of times of day. */
export function withDate(
  clock: TriedColumn,
  others: readonly TriedColumn[],
  options: TrialOptions,
): TimeColumns | undefined {
  const dates = others.filter((column) => isDate(column, column.trials));
  const date = dates.find(({ name }) => dateNames.test(name)) ?? dates[0];
  if (date === undefined) return undefined;
  const trials = tryFormats(joined([date, clock]), options);
  return reads(trials) ? { names: [date.name, clock.name], trials } : undefined;
}

/** Times of day without a date. */
export function isClock({ name, trials }: TriedColumn): boolean {
  return reads(trials) && trials[0]?.hasDate === false && !durationNames.test(name);
}

function clockOf(columns: readonly TriedColumn[]): TriedColumn | undefined {
  const named = columns.filter(({ name }) => clockNames.test(name));
  const clocks = columns.filter(isClock);
  return named.find(isClock) ?? (clocks.length === 1 ? clocks[0] : named.find(isHour));
}

/** `0530`, or `5` where the name says that it is an hour: no time by themselves. */
function isHour({ name, texts }: TriedColumn): boolean {
  const digits = hourNames.test(name) ? /^(\d{1,2}|\d{4}|\d{6})$/ : /^(\d{4}|\d{6})$/;
  return texts.flat().every((text) => digits.test(text.trim()));
}

function zoneOf(columns: readonly TriedColumn[]): TriedColumn | undefined {
  const isZone = ({ name, texts }: TriedColumn) =>
    zoneColumnNames.test(name) &&
    texts.flat().every((text) => typeof namedZone(text.trim(), 0) !== 'string');
  return columns.find(isZone);
}

/** Whether the texts carry a zone already. */
function hasOffset({ texts, trials }: TriedColumn): boolean {
  const [format = ''] = trials.map((trial) => trial.format);
  if (format.startsWith('epoch') || /[Xz]/.test(format)) return true;
  return (
    format === 'iso' &&
    texts.flat().some((text) => /[:\d]\s?(z|utc|gmt|[+-]\d\d:?\d\d)$/i.test(text.trim()))
  );
}
