/** Figures as people of a language write them. */
import type { Figure, Unit } from '../figure.ts';

export interface NumberWords {
  /** For `Intl`. */
  readonly locale: string;
  /** After bytes: `MiB`, `Mio`. */
  readonly byte: 'B' | 'o';
  /** What stands for a value that is not known. */
  readonly unknown: string;
}

/** Does not break, so that a unit stays with its number. */
const blank = '\u00a0';

export function showFigure({ value, unit }: Figure, words: NumberWords): string {
  if (value === null) return words.unknown;
  return typeof value === 'string' ? value : showNumber(value, unit, words);
}

export function showNumber(value: number, unit: Unit, words: NumberWords): string {
  const digits = (most: number): string => grouped(value, most, words);
  switch (unit) {
    case 'count':
    case 'text':
      return digits(0);
    case 'perSecond':
      return `${digits(value < 100 ? 1 : 0)}/s`;
    case 'ms':
      return duration(value, words);
    case 'bytes':
      return size(value, words);
    case 'percent':
      return `${digits(value < 1 ? 2 : 1)}${blank}%`;
    case 'cores':
    case 'value':
      return digits(2);
  }
}

function duration(ms: number, words: NumberWords): string {
  if (Math.round(ms) < 1_000) return `${Math.round(ms)}${blank}ms`;
  if (ms < 120_000) return `${grouped(ms / 1_000, 1, words)}${blank}s`;
  return `${grouped(ms / 60_000, 1, words)}${blank}min`;
}

function size(bytes: number, words: NumberWords): string {
  const prefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${grouped(bytes / 2 ** (10 * power), 1, words)}${blank}${prefixes[power]}${words.byte}`;
}

/** With blanks that do not break, and that every font has. */
function grouped(value: number, mostDigits: number, { locale }: NumberWords): string {
  const text = value.toLocaleString(locale, { maximumFractionDigits: mostDigits });
  return text.replace(/[\u202f\u2009]/g, '\u00a0');
}
