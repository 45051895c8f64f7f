/** Kinds of fields of a definition. Each says what is wrong with a value, and what to write instead. */
import { z } from 'zod';
import { number } from '../words/counted.ts';
import { nearest } from '../words/nearest.ts';
import { formatDuration, formatSize, parseDurationMs, parseSizeBytes } from '../words/quantity.ts';
import { quote } from '../words/quote.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Context {
  addIssue(issue: { code: 'custom'; message: string; params: { hint: string } }): void;
}

export function refuse(context: Context, message: string, hint: string): never {
  context.addIssue({ code: 'custom', message, params: { hint } });
  return z.NEVER;
}

const duration: Quantity = {
  kind: 'duration',
  example: '10 minutes',
  parse: parseDurationMs,
  format: formatDuration,
};

/** A duration as people write it (`"10 minutes"`, `"90s"`), or a number of ms; becomes milliseconds. */
export function durationMs(range: Range) {
  return quantity(range, duration);
}

/** A duration, or `auto`. */
export function durationMsOrAuto(range: Range) {
  return z.custom<string | number>().transform((written, context): number | 'auto' => {
    if (written === 'auto') return written;
    return quantityIn(range, { ...duration, or: 'auto' }, { written, context });
  });
}

/** A size as people write it (`"1 GiB"`), or a number of bytes; becomes bytes. */
export function sizeBytes(range: Range) {
  return quantity(range, {
    kind: 'size',
    example: '512 MiB',
    parse: parseSizeBytes,
    format: formatSize,
  });
}

interface Quantity {
  readonly kind: string;
  readonly example: string;
  readonly parse: (text: string) => number | undefined;
  readonly format: (value: number) => string;
  /** A word that stands for none. */
  readonly or?: string;
}

function quantity(range: Range, of: Quantity) {
  return z
    .custom<string | number>()
    .transform((written, context): number => quantityIn(range, of, { written, context }));
}

function quantityIn(
  { min, max }: Range,
  { kind, example, parse, format, or }: Quantity,
  { written, context }: { readonly written: unknown; readonly context: Context },
): number {
  const value = quantityOf(written, parse);
  if (value === undefined) {
    const words = or === undefined ? '' : `, or "${or}"`;
    const hint = `write a number and a unit, like "${example}"${words}`;
    return refuse(context, `${quote(written)} is not a ${kind}`, hint);
  }
  if (value < min) {
    return refuse(context, `${quote(written)} is too small`, `write at least "${format(min)}"`);
  }
  if (value <= max) return value;
  return refuse(context, `${quote(written)} is too large`, `write at most "${format(max)}"`);
}

function quantityOf(
  written: unknown,
  parse: (text: string) => number | undefined,
): number | undefined {
  if (typeof written === 'string') return parse(written);
  return typeof written === 'number' && Number.isSafeInteger(written) ? written : undefined;
}

/** A whole number. @param of what it counts: `partitions` */
export function whole(range: Range, of: string) {
  const hint = `write a whole number from ${number(range.min)} to ${number(range.max)}`;
  return z.custom<number>().transform((written, context): number => {
    const problem = numberProblem(written, range, of);
    if (problem !== undefined) return refuse(context, problem, unquoted(written) ?? hint);
    if (Number.isInteger(written)) return written;
    return refuse(context, `${quote(written)} is not a whole number`, hint);
  });
}

/** A number, whole or not. */
export function decimal(range: Range, of: string) {
  const hint = `write a number from ${number(range.min)} to ${number(range.max)}`;
  return z.custom<number>().transform((written, context): number => {
    const problem = numberProblem(written, range, of);
    if (problem === undefined) return written;
    return refuse(context, problem, unquoted(written) ?? hint);
  });
}

/** A number that was written as text. */
function unquoted(written: unknown): string | undefined {
  const isNumeric = typeof written === 'string' && /^\d+(\.\d+)?$/.test(written);
  return isNumeric ? `write ${written} without quotes` : undefined;
}

function numberProblem(written: unknown, { min, max }: Range, of: string): string | undefined {
  if (typeof written !== 'number' || Number.isNaN(written)) {
    return `${quote(written)} is not a number ${of.startsWith('(') ? of : `(${of})`}`;
  }
  if (written >= min && written <= max) return undefined;
  return `${quote(written)} is not within ${number(min)} to ${number(max)} ${of}`;
}

/** Text that is not empty. @param hint what to write */
export function text(hint: string) {
  return z.custom<string>().transform((written, context): string => {
    if (typeof written === 'string' && written.trim() !== '') return written;
    const what = written === '' ? 'it is empty' : `${quote(written)} is not text`;
    return refuse(context, what, hint);
  });
}

/** An address of the web: http or https. */
export function webAddress() {
  const hint = 'write an address, like "https://example.org/events"';
  return z.custom<string>().transform((written, context): string => {
    if (typeof written !== 'string' || !URL.canParse(written)) {
      return refuse(context, `${quote(written)} is no address`, hint);
    }
    const { protocol } = new URL(written);
    if (protocol === 'http:' || protocol === 'https:') return written;
    return refuse(context, `${quote(written)} is neither http nor https`, hint);
  });
}

/** A column, or several whose cells stand for one thing together, each once. */
export function columns() {
  const hint = 'name the column, or those of date and time: ["Date", "Time"]';
  return z
    .custom<string | readonly string[]>()
    .transform((written, context): string | readonly string[] => {
      const names: readonly unknown[] = Array.isArray(written) ? written : [written];
      const wrong = names.find((name) => typeof name !== 'string' || name.trim() === '');
      if (wrong !== undefined || names.includes(undefined)) {
        return refuse(context, wrong === '' ? 'it is empty' : `${quote(wrong)} is not text`, hint);
      }
      if (names.length === 0) return refuse(context, 'it names no column', hint);
      const twice = names.find((name, index) => names.indexOf(name) < index);
      if (twice === undefined) return written;
      return refuse(context, `${quote(twice)} is named twice`, 'name each column once');
    });
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.custom<Words[number]>().transform((written, context): Words[number] => {
    if (words.includes(written)) return written;
    return refuse(context, notOneOf(written, words), oneOfHint(written, words));
  });
}

export function notOneOf(written: unknown, words: readonly string[]): string {
  if (written === undefined) return 'it is missing';
  return `${quote(written)} is not one of ${words.map(quote).join(', ')}`;
}

export function oneOfHint(written: unknown, words: readonly string[]): string {
  const meant = typeof written === 'string' ? nearest(written, words) : undefined;
  if (meant !== undefined) return `did you mean ${quote(meant)}?`;
  return `write ${words.map(quote).join(' or ')}`;
}

/** A yes or no. */
export function flag() {
  return z.custom<boolean>().transform((written, context): boolean => {
    if (typeof written === 'boolean') return written;
    return refuse(context, `${quote(written)} is neither true nor false`, 'write true or false');
  });
}

/** An instant, ISO 8601 with a zone. */
export function instant() {
  const form = z.iso.datetime({ offset: true });
  return z.custom<string>().transform((written, context): string => {
    if (form.safeParse(written).success) return written;
    const hint = 'write it in ISO 8601 with a zone, like "2026-01-01T00:00:00Z"';
    return refuse(context, `${quote(written)} is not a time`, hint);
  });
}

/** A zone of the IANA time zone database. */
export function timeZone() {
  return z.custom<string>().transform((written, context): string => {
    if (typeof written === 'string' && isZone(written)) return written;
    const meant =
      typeof written === 'string'
        ? nearest(written, Intl.supportedValuesOf('timeZone'))
        : undefined;
    const hint =
      meant === undefined ? 'write one like "America/Los_Angeles"' : `did you mean "${meant}"?`;
    return refuse(context, `${quote(written)} is not a time zone`, hint);
  });
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A number, or `max`. @param of what it counts: `readings a second` */
export function decimalOrMax(range: Range, of: string) {
  const hint = `write a number from ${number(range.min)} to ${number(range.max)}, or "max"`;
  return z.custom<number | 'max'>().transform((written, context): number | 'max' => {
    if (written === 'max') return written;
    const problem = numberProblem(written, range, of);
    if (problem === undefined) return written;
    return refuse(context, problem, unquoted(written) ?? hint);
  });
}

/** A factor above 0, or `max`. */
export function speedFactor(max: number) {
  return z.custom<number | 'max'>().transform((written, context): number | 'max' => {
    if (written === 'max') return written;
    if (typeof written === 'number' && written > 0 && written <= max) return written;
    const message = `${quote(written)} is neither a factor above 0 nor "max"`;
    const hint = `write 1 for as recorded, up to ${number(max)}, or "max"`;
    return refuse(context, message, hint);
  });
}
