/** ISO 8601 as readings carry it, and the fields that every written time is made of. */

export interface DateTime {
  /** 0 to 9999. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 to 24; 24 only as the end of a day. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

/** A time that was read: a wall time, and how far ahead of UTC it is where the text says so. */
export interface WrittenTime {
  /** Ms since the epoch as if it were UTC; where there is no date, ms since midnight. */
  readonly wallMs: number;
  readonly offsetMinutes: number | undefined;
}

const dayMs = 86_400_000;
/** After so many years the calendar begins anew, and `Date.UTC` takes the first hundred for the 20th century. */
const cycleYears = 400;
const cycleMs = 146_097 * dayMs;

/** Year, separator, month, day, hour, minute, second, fraction, zone: what `writtenTime` takes. */
const eventTime =
  /^(\d{4})(-)(\d\d)-(\d\d)T([01]\d|2[0-3]):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * The event time of a reading, as the runner takes it (`IsoTime.java`): seconds, fraction and zone may be absent; no zone
 * means UTC. Written out because `Date.parse` guesses at what it does not know, like the zone `+01`.
 * @returns ms since the epoch, finer is cut off; NaN when the text is none
 */
export function isoTimeMs(text: string): number {
  const match = eventTime.exec(text);
  const written = match === null ? 'date' : writtenTime(match);
  if (typeof written === 'string') return Number.NaN;
  return written.wallMs - (written.offsetMinutes ?? 0) * 60_000;
}

/**
 * @param match groups are year, separator, month, day, hour, minute, second, fraction, zone; those after the month may be
 * absent
 * @returns the time, or what of it there is not
 */
export function writtenTime(match: RegExpExecArray): WrittenTime | 'date' | 'offset' {
  const wallMs = wallTime({
    year: Number(match[1]),
    month: Number(match[3]),
    day: Number(match[4] ?? 1),
    hour: Number(match[5] ?? 0),
    minute: Number(match[6] ?? 0),
    second: Number(match[7] ?? 0),
    ms: milliseconds(match[8] ?? ''),
  });
  if (wallMs === undefined) return 'date';
  const offset = match[9] === undefined ? undefined : offsetMinutes(match[9]);
  return match[9] !== undefined && offset === undefined
    ? 'offset'
    : { wallMs, offsetMinutes: offset };
}

/** @returns ms since the epoch as if it were UTC; `undefined` when there is no such date or time */
export function wallTime(at: DateTime): number | undefined {
  const timeMs = timeOfDay(at);
  if (timeMs === undefined || at.month < 1 || at.month > 12 || at.day < 1) return undefined;
  const year = 2000 + (at.year % cycleYears);
  if (at.day > 28 && at.day > daysIn(year, at.month)) return undefined;
  const cycles = Math.floor(at.year / cycleYears) - 2000 / cycleYears;
  return Date.UTC(year, at.month - 1, at.day) + cycles * cycleMs + timeMs;
}

/** @returns ms since midnight; `undefined` when there is no such time */
export function timeOfDay({ hour, minute, second, ms }: Omit<DateTime, 'year' | 'month' | 'day'>) {
  const timeMs = hour * 3_600_000 + minute * 60_000 + second * 1_000 + ms;
  return minute < 60 && second < 60 && timeMs <= dayMs ? timeMs : undefined;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The digits after the decimal point of seconds, as whole ms; what is finer is cut off. */
export function milliseconds(digits: string): number {
  return Number(digits.slice(0, 3).padEnd(3, '0'));
}

/** `Z`, `+01`, `-0800`, `+05:30` → minutes ahead of UTC; `undefined` when it is none. */
export function offsetMinutes(text: string): number | undefined {
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 18 || minutes > 59) return undefined;
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}
