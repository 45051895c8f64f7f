/** ISO 8601, and what is nearly that: `2010/01/01 00:00`, one-digit fields, a space instead of the T. */
import { writtenTime } from '../../../chain/words/isoTime.ts';
import type { WrittenTime } from '../../../chain/words/isoTime.ts';
import { quote } from '../../../chain/words/quote.ts';
import { likelyEpoch } from './epoch.ts';
import { likelyFormats } from './likely.ts';

const extended =
  /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s?([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/;
const basic =
  /^(\d{4})()(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** @returns what was read, or why the text is no such time */
export function isoTime(text: string): WrittenTime | string {
  const match = extended.exec(text) ?? (text.length < 8 || isLong(text) ? null : basic.exec(text));
  if (match === null) return `${quote(text)} is no ISO 8601 time${advice(text)}`;
  const written = writtenTime(match);
  if (written === 'date') return `there is no such date or time as ${quote(text)}`;
  return written === 'offset' ? `${quote(text)} has no such offset` : written;
}

/** Ten digits and more without a T are rather a number of seconds than a date. */
function isLong(text: string): boolean {
  return /^\d{9,}/.test(text) && likelyEpoch(text) !== undefined;
}

/** What would read it. */
function advice(text: string): string {
  const [format] = likelyFormats(text);
  return format === undefined ? '' : `; for such times write timeFormat: '${format}'`;
}
