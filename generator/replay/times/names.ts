/** Names of months and days in times: the English ones, whole or cut off after three letters and more. */
import { quote } from '../../../chain/words/quote.ts';

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const fewestLetters = 3;

/** @returns 1 to 12, or why the name is none */
export function monthNumber(written: string): number | string {
  const index = placeOf(written, months);
  if (index >= 0) return index + 1;
  return `no month is known as ${quote(written)}: names of months are read in English, like "January" or "Jan"`;
}

/** @returns 0 (Sunday) to 6, or why the name is none */
export function dayNumber(written: string): number | string {
  const index = placeOf(written, days);
  if (index >= 0) return index;
  return `no day is known as ${quote(written)}: names of days are read in English, like "Monday" or "Mon"`;
}

/** 0 (Sunday) to 6 → `Sunday`. */
export function dayName(day: number): string {
  const name = days[day] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Other languages' names may begin like English ones of other months: Finnish `marraskuu` is November. */
function placeOf(written: string, names: readonly string[]): number {
  const name = written.toLowerCase().replace(/\.$/, '');
  return name.length < fewestLetters ? -1 : names.findIndex((full) => full.startsWith(name));
}
