/**
 * Times by a pattern of letters, as in Java and Spark: y M d H h m s S a X, everything else stands for itself, text
 * between single quotes too.
 */
import { milliseconds, offsetMinutes, timeOfDay, wallTime } from '../../../chain/words/isoTime.ts';
import type { WrittenTime } from '../../../chain/words/isoTime.ts';
import { quote } from '../../../chain/words/quote.ts';
import { invalid } from '../invalid.ts';

interface Token {
  readonly field?: Field;
  /** Text that stands for itself. */
  readonly literal?: string;
  /** How often the letter stands. */
  readonly width: number;
}

const letters = {
  y: 'year',
  u: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour12',
  m: 'minute',
  s: 'second',
  S: 'fraction',
  a: 'half',
  X: 'zone',
  x: 'zone',
  Z: 'zone',
} as const;

type Letter = keyof typeof letters;
type Field = (typeof letters)[Letter] | 'shortYear' | 'monthName';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export interface TimePattern {
  /** False: times of day only. */
  readonly hasDate: boolean;
  /** A wall time (of day, where there is no date), or why the text is none. */
  read(text: string): WrittenTime | string;
}

/** @throws CourantError COURANT_REPLAY_INVALID */
export function timePattern(pattern: string): TimePattern {
  const tokens = tokensOf(pattern);
  const fields = tokens.flatMap(({ field }) => field ?? []);
  check(pattern, fields);
  const expression = new RegExp(`^${tokens.map(partOf).join('')}$`, 'i');
  const hasDate = fields.includes('year') || fields.includes('shortYear');
  const read = (text: string): WrittenTime | string => {
    const match = expression.exec(text);
    if (match === null) return `${quote(text)} is not written like ${quote(pattern)}`;
    const values = new Map(fields.map((field, index) => [field, match[index + 1] ?? '']));
    return valueOf(values, hasDate) ?? `there is no such date or time as ${quote(text)}`;
  };
  return { hasDate, read };
}

function refuse(pattern: string, what: string, hint: string) {
  return invalid({ message: `timeFormat ${quote(pattern)} ${what}`, hint });
}

function tokensOf(pattern: string): Token[] {
  const pieces = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g) ?? [];
  return pieces.map((piece): Token => {
    if (piece === "'") throw refuse(pattern, 'has a single quote too many', 'write it twice');
    if (piece === "''") return { literal: "'", width: 1 };
    if (piece.startsWith("'"))
      return { literal: piece.slice(1, -1).replaceAll("''", "'"), width: 1 };
    if (!/^[A-Za-z]/.test(piece) || piece === 'T') return { literal: piece, width: 1 };
    return { field: fieldOf(piece, pattern), width: piece.length };
  });
}

function fieldOf(piece: string, pattern: string): Field {
  const letter = piece.charAt(0);
  const field = letter in letters ? letters[letter as Letter] : undefined;
  const most =
    field === 'fraction' ? 9 : field === 'year' || field === 'month' ? 4 : field === 'zone' ? 5 : 2;
  if (field === undefined || piece.length > most) {
    const hint = "use y M d H h m s S a X; other letters belong between single quotes, like 'at'";
    throw refuse(pattern, `has ${quote(piece)}, which stands for nothing`, hint);
  }
  if (field === 'year' && piece.length === 2) return 'shortYear';
  return field === 'month' && piece.length > 2 ? 'monthName' : field;
}

function check(pattern: string, fields: readonly Field[]): void {
  const has = (...some: Field[]) => some.some((field) => fields.includes(field));
  if (new Set(fields).size < fields.length || (has('month') && has('monthName'))) {
    throw refuse(pattern, 'names a field twice', 'M is the month, m the minute; H and h the hour');
  }
  if (has('month', 'monthName', 'day') && !has('year', 'shortYear')) {
    throw refuse(pattern, 'has a date without a year', 'add yyyy, and the year to the data');
  }
  if (has('day') && !has('month', 'monthName')) throw refuse(pattern, 'has no month', 'add MM');
  if (has('hour12') !== has('half')) {
    throw refuse(pattern, 'needs both h and a, or neither', 'write "hh:mm a", or "HH:mm"');
  }
  if (has('hour') && has('hour12')) throw refuse(pattern, 'has two hours', 'keep HH, or hh and a');
  if (!has('year', 'shortYear', 'hour', 'hour12')) {
    throw refuse(
      pattern,
      'has neither a year nor an hour',
      "write one like 'MM/dd/yyyy HH:mm', 'iso' or 'epoch_ms'",
    );
  }
}

/** Fields between other text may lack their leading zero; fields that touch each other may not. */
function partOf({ field, literal, width }: Token, index: number, tokens: readonly Token[]): string {
  if (literal !== undefined) return literalPart(literal);
  if (field === 'year') return '(\\d{4})';
  if (field === 'fraction') return '(\\d{1,9})';
  if (field === 'half') return '([ap]\\.?m\\.?)';
  if (field === 'zone') return '(z|utc|gmt|[+-]\\d{2}(?::?\\d{2})?)';
  if (field === 'monthName') return '([a-z]{3,}\\.?)';
  const touches = [tokens[index - 1], tokens[index + 1]].some(
    (next) => next?.field !== undefined && next.field !== 'half' && next.field !== 'zone',
  );
  return touches && width === 2 ? '(\\d{2})' : field === 'shortYear' ? '(\\d{2})' : '(\\d{1,2})';
}

/** Spaces match any number of any kind: programs write a narrow one before AM. */
function literalPart(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, '\\s+');
}

function valueOf(values: ReadonlyMap<Field, string>, hasDate: boolean): WrittenTime | undefined {
  const number = (field: Field, otherwise: number) => Number(values.get(field) ?? otherwise);
  const hour = hourOf(values);
  const zone = values.get('zone');
  const offset = zone === undefined ? undefined : offsetMinutes(zone);
  if (hour === undefined || (zone !== undefined && offset === undefined)) return undefined;
  const time = {
    hour,
    minute: number('minute', 0),
    second: number('second', 0),
    ms: milliseconds(values.get('fraction') ?? ''),
  };
  const date = { year: yearOf(values), month: monthOf(values), day: number('day', 1) };
  const wallMs = hasDate ? wallTime({ ...date, ...time }) : timeOfDay(time);
  return wallMs === undefined ? undefined : { wallMs, offsetMinutes: offset };
}

/** Two digits: 69 to 99 are 1969 to 1999, as POSIX has it. */
function yearOf(values: ReadonlyMap<Field, string>): number {
  const short = values.get('shortYear');
  if (short === undefined) return Number(values.get('year') ?? 1970);
  return Number(short) + (Number(short) >= 69 ? 1900 : 2000);
}

function monthOf(values: ReadonlyMap<Field, string>): number {
  const name = values.get('monthName');
  if (name === undefined) return Number(values.get('month') ?? 1);
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function hourOf(values: ReadonlyMap<Field, string>): number | undefined {
  const written = values.get('hour12');
  if (written === undefined) return Number(values.get('hour') ?? 0);
  const hour = Number(written);
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(values.get('half') ?? '') ? 12 : 0);
}
