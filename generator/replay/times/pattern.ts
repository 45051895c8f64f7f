/**
 * Times by a pattern of letters, as in Java and Spark: y M d D E H h m s S a X z, everything else stands for itself, text
 * between single quotes too.
 */
import { milliseconds, offsetMinutes, timeOfDay, wallTime } from '../../../chain/words/isoTime.ts';
import type { WrittenTime } from '../../../chain/words/isoTime.ts';
import { quote } from '../../../chain/words/quote.ts';
import { dayName, dayNumber, monthNumber } from './names.ts';
import { tokensOf } from './tokens.ts';
import type { Field, Token } from './tokens.ts';
import { namedZone } from './zoneNames.ts';
import type { Place } from './zoneNames.ts';

/** A time that was read, perhaps with a zone of a name that several places use. */
export interface PatternTime extends WrittenTime {
  readonly ambiguous?: { readonly name: string; readonly places: readonly Place[] };
}

export interface TimePattern {
  /** False: times of day only. */
  readonly hasDate: boolean;
  /** False: dates only. */
  readonly hasClock: boolean;
  /** A wall time (of day, where there is no date), or why the text is none. */
  read(text: string): PatternTime | string;
}

/** @throws CourantError COURANT_REPLAY_INVALID */
export function timePattern(pattern: string): TimePattern {
  const tokens = tokensOf(pattern);
  const fields = tokens.flatMap(({ field }) => field ?? []);
  const hasNames = fields.some((field) => isName(field));
  const expression = new RegExp(`^${tokens.map(partOf).join('')}$`, hasNames ? 'iu' : 'i');
  const hasDate = fields.includes('year') || fields.includes('shortYear');
  const read = (text: string): PatternTime | string => {
    const match = expression.exec(text);
    if (match === null) return `${quote(text)} is not written like ${quote(pattern)}`;
    const values = new Map(fields.map((field, index) => [field, match[index + 1] ?? '']));
    return timeOf(values, hasDate, text);
  };
  const hasClock = fields.includes('hour') || fields.includes('hour12');
  return { hasDate, hasClock, read };
}

function isName(field: Field): boolean {
  return field === 'monthName' || field === 'dayName' || field === 'zoneName';
}

const offset = '[+-]\\d{2}(?::?\\d{2})?';

/** What fields match that are not one or two digits. */
const parts: Readonly<Partial<Record<Field, string>>> = {
  year: '(\\d{4})',
  fraction: '(\\d{1,9})',
  half: '([ap](?:\\.?m\\.?)?)',
  zone: `(z|utc|gmt|${offset})`,
  monthName: '([\\p{L}\\p{M}]{2,}\\.?)',
  dayName: '([\\p{L}\\p{M}]{2,}\\.?)',
  zoneName: `(\\p{L}[\\p{L}_/]*(?:[+-]\\d{1,2}(?::?\\d{2})?)?|${offset})`,
};

/** Fields between other text may lack their leading zero; fields that touch each other may not. */
function partOf({ field, literal, width }: Token, index: number, tokens: readonly Token[]): string {
  if (literal !== undefined || field === undefined) return literalPart(literal ?? '');
  const part = parts[field];
  if (part !== undefined) return part;
  const touches = [tokens[index - 1], tokens[index + 1]].some(
    (next) => next?.field !== undefined && !mayTouch.has(next.field),
  );
  const digits = field === 'dayOfYear' ? 3 : 2;
  return (touches && width === digits) || field === 'shortYear'
    ? `(\\d{${digits}})`
    : `(\\d{1,${digits}})`;
}

const mayTouch: ReadonlySet<Field> = new Set<Field>(['half', 'zone', 'zoneName', 'dayName']);

/** Spaces match any number of any kind: programs write a narrow one before AM. */
function literalPart(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
}

type Values = ReadonlyMap<Field, string>;

function timeOf(values: Values, hasDate: boolean, text: string): PatternTime | string {
  const dateMs = hasDate ? dateOf(values) : 0;
  if (typeof dateMs === 'string') return dateMs;
  const timeMs = clockOf(values);
  if (dateMs === undefined || timeMs === undefined) {
    return `there is no such date or time as ${quote(text)}`;
  }
  return otherDay(values.get('dayName'), dateMs, text) ?? inZone(values, dateMs + timeMs, text);
}

const dayMs = 86_400_000;
const midnight = { hour: 0, minute: 0, second: 0, ms: 0 };

/** @returns ms since the epoch as if it were UTC, `undefined` when there is no such date, or what of it is unknown */
function dateOf(values: Values): number | string | undefined {
  const month = monthOf(values);
  if (typeof month === 'string') return month;
  const day = Number(values.get('day') ?? 1);
  const dateMs = wallTime({ year: yearOf(values), month, day, ...midnight });
  const dayOfYear = values.get('dayOfYear');
  if (dateMs === undefined || dayOfYear === undefined) return dateMs;
  const onDayMs = dateMs + (Number(dayOfYear) - 1) * dayMs;
  const isIn = new Date(onDayMs).getUTCFullYear() === new Date(dateMs).getUTCFullYear();
  return isIn ? onDayMs : undefined;
}

/** @returns ms since midnight; `undefined` when there is no such time */
function clockOf(values: Values): number | undefined {
  const hour = hourOf(values);
  if (hour === undefined) return undefined;
  const minute = Number(values.get('minute') ?? 0);
  const second = Number(values.get('second') ?? 0);
  return timeOfDay({ hour, minute, second, ms: milliseconds(values.get('fraction') ?? '') });
}

/** Why the name of the day is not the day's. */
function otherDay(name: string | undefined, dateMs: number, text: string): string | undefined {
  if (name === undefined) return undefined;
  const day = dayNumber(name);
  if (typeof day === 'string') return day;
  const real = new Date(dateMs).getUTCDay();
  return day === real ? undefined : `${quote(text)} is a ${dayName(real)}`;
}

function inZone(values: Values, wallMs: number, text: string): PatternTime | string {
  const [zone, name] = [values.get('zone'), values.get('zoneName')];
  if (name !== undefined) {
    const named = namedZone(name, wallMs);
    if (typeof named === 'string') return named;
    if (typeof named === 'number') return { wallMs, offsetMinutes: named };
    return { wallMs, offsetMinutes: undefined, ambiguous: { name, places: named } };
  }
  const minutes = zone === undefined ? undefined : offsetMinutes(zone);
  return zone !== undefined && minutes === undefined
    ? `${quote(text)} has no such offset`
    : { wallMs, offsetMinutes: minutes };
}

/** Two digits: 69 to 99 are 1969 to 1999, as POSIX has it. */
function yearOf(values: Values): number {
  const short = values.get('shortYear');
  if (short === undefined) return Number(values.get('year') ?? 1970);
  return Number(short) + (Number(short) >= 69 ? 1900 : 2000);
}

function monthOf(values: Values): number | string {
  const name = values.get('monthName');
  return name === undefined ? Number(values.get('month') ?? 1) : monthNumber(name);
}

function hourOf(values: Values): number | undefined {
  const written = values.get('hour12');
  if (written === undefined) return Number(values.get('hour') ?? 0);
  const hour = Number(written);
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(values.get('half') ?? '') ? 12 : 0);
}
