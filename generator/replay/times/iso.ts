/** ISO 8601, and what is nearly that: `2010/01/01 00:00`, one-digit fields, a space instead of the T. */
import { quote } from '../../../chain/words/quote.ts';
import { likelyEpoch } from './epoch.ts';
import { milliseconds, offsetMinutes, wallTime } from './fields.ts';

/** A time that was read: a wall time, and how far ahead of UTC it is where the text says so. */
export interface Written {
  readonly wallMs: number;
  readonly offsetMinutes: number | undefined;
}

const extended =
  /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s?([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/;
const basic =
  /^(\d{4})()(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** @returns what was read, or why the text is no such time */
export function isoTime(text: string): Written | string {
  const match = extended.exec(text) ?? (text.length < 8 || isLong(text) ? null : basic.exec(text));
  if (match === null) return `${quote(text)} is no ISO 8601 time${advice(text)}`;
  const wallMs = wallTime({
    year: Number(match[1]),
    month: Number(match[3]),
    day: Number(match[4] ?? 1),
    hour: Number(match[5] ?? 0),
    minute: Number(match[6] ?? 0),
    second: Number(match[7] ?? 0),
    ms: match[8] === undefined ? 0 : milliseconds(match[8]),
  });
  if (wallMs === undefined) return `there is no such date or time as ${quote(text)}`;
  const zone = match[9];
  const offset = zone === undefined ? undefined : offsetMinutes(zone);
  if (zone !== undefined && offset === undefined) return `${quote(text)} has no such offset`;
  return { wallMs, offsetMinutes: offset };
}

/** Ten digits and more without a T are rather a number of seconds than a date. */
function isLong(text: string): boolean {
  return /^\d{9,}/.test(text) && likelyEpoch(text) !== undefined;
}

/** What would read it. */
function advice(text: string): string {
  const format = likelyEpoch(text) ?? likelyPattern(text);
  return format === undefined ? '' : `; for such times write timeFormat: '${format}'`;
}

function likelyPattern(text: string): string | undefined {
  const clock = /\d{1,2}:\d{2}(:\d{2})?(\s*[ap]\.?m\.?)?$/i.exec(text);
  const hours = clock === null ? '' : clockPattern(clock);
  const date = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b/.exec(text);
  if (date === null) return clock !== null && clock.index === 0 ? hours : undefined;
  const [, first, separator = '/', second] = date;
  const isDayFirst = Number(first) > 12 || (separator === '.' && Number(second) <= 12);
  const order = isDayFirst ? ['dd', 'MM', 'yyyy'] : ['MM', 'dd', 'yyyy'];
  return [order.join(separator), hours].filter((part) => part !== '').join(' ');
}

function clockPattern([, seconds, half]: RegExpExecArray): string {
  const time = `${half === undefined ? 'HH' : 'hh'}:mm${seconds === undefined ? '' : ':ss'}`;
  return half === undefined ? time : `${time}${/^\s/.test(half) ? ' ' : ''}a`;
}
