/** ISO 8601, and what is nearly that: `2010/01/01 00:00`, one-digit fields, a space instead of the T. */
import { writtenTime } from '../../../chain/words/isoTime.ts';
import type { WrittenTime } from '../../../chain/words/isoTime.ts';
import { quote } from '../../../chain/words/quote.ts';
import { likelyEpoch } from './epoch.ts';

const extended =
  /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s?([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/;
const basic =
  /^(\d{4})()(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** @returns what was read, or why the text is no such time */
export function isoTime(text: string): WrittenTime | string {
  const match = matchOf(text);
  // July rather than May: 2020.5.
  const isFraction = match === null || (match[4] === undefined && match[2] === '.');
  if (isFraction && /^\d{4}\.\d+$/.test(text)) return yearWithFraction(text);
  if (match === null) return `${quote(text)} is no ISO 8601 time`;
  const written = writtenTime(match);
  if (written === 'date') return `there is no such date or time as ${quote(text)}`;
  return written === 'offset' ? `${quote(text)} has no such offset` : written;
}

function matchOf(text: string): RegExpExecArray | null {
  const match =
    extended.exec(text) ?? (text.length < 8 || isNumber(text) ? null : basic.exec(text));
  const calendar = match === null ? calendarText(text) : undefined;
  return calendar === undefined ? match : extended.exec(calendar);
}

/** Digits that are rather a number than a date: of other centuries, or as many as seconds since the epoch have. */
function isNumber(text: string): boolean {
  const isOfOthers = !/^(1[89]|2[01])/.test(text);
  return /^\d{8}/.test(text) && (isOfOthers || likelyEpoch(text) !== undefined);
}

function yearWithFraction(text: string): string {
  const isMonth = /\.(0?[1-9]|1[0-2])$/.test(text);
  const month = isMonth ? "; as a month it is read by timeFormat: 'yyyy.MM'" : '';
  return `${quote(text)} is a year with a fraction, which is no time${month}`;
}

const dayMs = 86_400_000;
const weekDate = /^(\d{4})-?W(\d{2})(?:-?(\d))?(?!\d)/i;
const ordinalDate = /^(\d{4})-(\d{3})(?!\d)/;

/** A date by its week (`2020-W53-7`) or its day of the year (`2020-366`) as one by its month; `undefined`: no such. */
function calendarText(text: string): string | undefined {
  const week = weekDate.exec(text);
  const match = week ?? ordinalDate.exec(text);
  if (match === null) return undefined;
  const dateMs = week === null ? ordinalMs(match) : weekMs(match);
  const date = dateMs === undefined ? 'yyyy-00-00' : new Date(dateMs).toISOString().slice(0, 10);
  return `${date.replace('yyyy', match[1] ?? '')}${text.slice(match[0].length)}`;
}

function ordinalMs([, year, day]: RegExpExecArray): number | undefined {
  const first = firstOf(Number(year));
  const dateMs = first + (Number(day) - 1) * dayMs;
  return dateMs >= first && dateMs < firstOf(Number(year) + 1) ? dateMs : undefined;
}

/** Weeks begin on Monday, and the first one of a year has its fourth of January. */
function weekMs([, year, week, day = '1']: RegExpExecArray): number | undefined {
  const first = mondayOf(firstOf(Number(year)) + 3 * dayMs);
  const next = mondayOf(firstOf(Number(year) + 1) + 3 * dayMs);
  const mondayMs = first + (Number(week) - 1) * 7 * dayMs;
  const isThere = mondayMs >= first && mondayMs < next && /[1-7]/.test(day);
  return isThere ? mondayMs + (Number(day) - 1) * dayMs : undefined;
}

function mondayOf(ms: number): number {
  return ms - ((new Date(ms).getUTCDay() + 6) % 7) * dayMs;
}

/** `Date.UTC` takes the years of the first century for others. */
function firstOf(year: number): number {
  return new Date(Date.UTC(2000, 0, 1)).setUTCFullYear(year);
}
