/** The letters of a pattern, checked: what each stands for, and whether they are a time together. */
import { quote } from '../../../chain/words/quote.ts';
import { invalid } from '../invalid.ts';

export interface Token {
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
  D: 'dayOfYear',
  E: 'dayName',
  H: 'hour',
  h: 'hour12',
  m: 'minute',
  s: 'second',
  S: 'fraction',
  a: 'half',
  X: 'zone',
  x: 'zone',
  Z: 'zone',
  z: 'zoneName',
} as const;

type Letter = keyof typeof letters;
export type Field = (typeof letters)[Letter] | 'shortYear' | 'monthName';

/** How often a letter may stand; twice, where nothing else is said. */
const most: Readonly<Partial<Record<Field, number>>> = {
  year: 4,
  month: 4,
  dayOfYear: 3,
  dayName: 4,
  fraction: 9,
  zone: 5,
  zoneName: 4,
};

/** @throws CourantError COURANT_REPLAY_INVALID */
export function tokensOf(pattern: string): readonly Token[] {
  const pieces = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g) ?? [];
  const tokens = pieces.map((piece): Token => {
    if (piece === "'") throw refuse(pattern, 'has a single quote too many', 'write it twice');
    if (piece === "''") return { literal: "'", width: 1 };
    if (piece.startsWith("'"))
      return { literal: piece.slice(1, -1).replaceAll("''", "'"), width: 1 };
    if (!/^[A-Za-z]/.test(piece) || piece === 'T') return { literal: piece, width: 1 };
    return { field: fieldOf(piece, pattern), width: piece.length };
  });
  check(
    pattern,
    tokens.flatMap(({ field }) => field ?? []),
  );
  return tokens;
}

function refuse(pattern: string, what: string, hint: string) {
  return invalid({ message: `timeFormat ${quote(pattern)} ${what}`, hint });
}

function fieldOf(piece: string, pattern: string): Field {
  const letter = piece.charAt(0);
  const field = letter in letters ? letters[letter as Letter] : undefined;
  if (field === undefined || piece.length > (most[field] ?? 2)) {
    const hint = `use ${usable}; other letters belong between single quotes, like 'at'`;
    throw refuse(pattern, `has ${quote(piece)}, which stands for nothing`, hint);
  }
  if (field === 'year' && piece.length === 2) return 'shortYear';
  return field === 'month' && piece.length > 2 ? 'monthName' : field;
}

const usable = 'y M d D E H h m s S a X z';

function check(pattern: string, fields: readonly Field[]): void {
  const has = (...some: Field[]) => some.some((field) => fields.includes(field));
  const twice = new Set(fields).size < fields.length;
  if (twice || (has('month') && has('monthName')) || (has('zone') && has('zoneName'))) {
    throw refuse(pattern, 'names a field twice', 'M is the month, m the minute; H and h the hour');
  }
  if (has('month', 'monthName', 'day', 'dayOfYear', 'dayName') && !has('year', 'shortYear')) {
    throw refuse(pattern, 'has a date without a year', 'add yyyy, and the year to the data');
  }
  if (has('dayOfYear') && has('month', 'monthName', 'day')) {
    throw refuse(pattern, 'has two dates', 'd is the day of a month, D the day of a year');
  }
  if (has('day') && !has('month', 'monthName')) throw refuse(pattern, 'has no month', 'add MM');
  if (has('dayName') && !has('day', 'dayOfYear')) {
    throw refuse(pattern, 'has a name of a day without the day', 'add dd, or remove E');
  }
  checkHours(pattern, has);
  if (!has('year', 'shortYear', 'hour', 'hour12')) {
    const hint = "write one like 'MM/dd/yyyy HH:mm', 'iso' or 'epoch_ms'";
    throw refuse(pattern, 'has neither a year nor an hour', hint);
  }
}

function checkHours(pattern: string, has: (...some: Field[]) => boolean): void {
  if (has('hour12') !== has('half')) {
    throw refuse(pattern, 'needs both h and a, or neither', 'write "hh:mm a", or "HH:mm"');
  }
  if (has('hour') && has('hour12')) throw refuse(pattern, 'has two hours', 'keep HH, or hh and a');
}
