/** A date and time as its single fields, checked. */

export interface DateTime {
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

const dayMs = 86_400_000;

/** @returns ms since the epoch as if it were UTC; `undefined` when there is no such date or time */
export function wallTime(at: DateTime): number | undefined {
  const timeMs = timeOfDay(at);
  if (timeMs === undefined || at.month < 1 || at.month > 12 || at.day < 1) return undefined;
  if (at.day > 28 && at.day > daysIn(at.year, at.month)) return undefined;
  const midnight = Date.UTC(at.year, at.month - 1, at.day);
  return at.year < 1_000 ? undefined : midnight + timeMs;
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
