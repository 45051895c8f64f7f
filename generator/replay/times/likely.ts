/** Formats in which a text may be written, found from how it looks; whether they read it is to be tried. */
import { epochs } from './epoch.ts';

/** What a date looks like, and how it may be meant; `$1` and `$2` stand for what separates its fields. */
const dates: readonly (readonly [shape: RegExp, meant: readonly string[]])[] = [
  [/^\d{4}([ /.-])\d{1,2}\1\d{1,2}(?!\d)/u, ['yyyy$1MM$1dd']],
  // Points are rather written where the day comes first, which is asked for before the month then.
  [/^\d{1,2}(\.)\d{1,2}\.\d{4}(?!\d)/u, ['dd$1MM$1yyyy', 'MM$1dd$1yyyy']],
  [/^\d{1,2}([ /-])\d{1,2}\1\d{4}(?!\d)/u, ['MM$1dd$1yyyy', 'dd$1MM$1yyyy']],
  [/^\d{1,2}(\.)\d{1,2}\.\d{2}(?!\d)/u, ['dd$1MM$1yy', 'MM$1dd$1yy', 'yy$1MM$1dd']],
  [/^\d{1,2}([ /-])\d{1,2}\1\d{2}(?!\d)/u, ['MM$1dd$1yy', 'dd$1MM$1yy', 'yy$1MM$1dd']],
  [/^\d{1,2}(\. |[ /.-]?)\p{L}{3,9}\.?([ /.-]?)\d{4}(?!\d)/u, ['dd$1MMM$2yyyy']],
  [/^\d{1,2}(\. |[ /.-]?)\p{L}{3,9}\.?([ /.-]?)\d{2}(?!\d)/u, ['dd$1MMM$2yy']],
  [/^\d{4}([ /.-]?)\p{L}{3,9}\1\d{1,2}(?!\d)/u, ['yyyy$1MMM$1dd']],
  [/^\p{L}{3,9}\.?([ .-])\s*\d{1,2}(, ?|[ -])\d{4}(?!\d)/u, ['MMM$1dd$2yyyy']],
  [/^\p{L}{3,9}\.?([ /-]?)\d{4}(?!\d)/u, ['MMM$1yyyy']],
  [/^\d{1,2}([/.-])\d{4}(?!\d)/u, ['MM$1yyyy']],
  [/^(?:19|20)\d{2}-[0-3]\d{2}(?!\d)/u, ['yyyy-DDD']],
  [/^(?:19|20)\d{6}(?!\d)/u, ['yyyyMMdd']],
  [/^(?:19|20)\d{2}[0-3]\d{2}(?!\d)/u, ['yyyyDDD']],
  [/^[12]\d{3}$/u, ['yyyy']],
];

const clock =
  /(?<!\d)(\d{1,2}):\d{2}(:\d{2}(?:([.,])\d{1,9})?)?(?:(\s*)([ap](?:\.?m\.?)?)(?!\p{L}))?(?:(\s*)([+-]\d{2}(?::?\d{2})?|\p{L}{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?))?/iu;

const dayBefore = /^(\p{L}{2,9}\.?)(,?\s+)/u;
/** Between a date and the time of day after it. */
const joint = /^[\s,:;T_-]+$/;

/** @returns formats that the text looks like, the likeliest first; none where it looks like no time */
export function likelyFormats(text: string): string[] {
  const [, name, gap = ''] = dayBefore.exec(text) ?? [];
  const rest = name === undefined ? text : text.slice(name.length + gap.length);
  const patterns = [...patternsOf(text), ...compactFormats(text)];
  const named = name === undefined ? [] : patternsOf(rest).filter((format) => /d/i.test(format));
  return [...patterns, ...named.map((format) => `E${gap}${format}`), ...epochsOf(text)];
}

/** The epochs that a number may count from: which of them is about now is to be tried. */
function epochsOf(text: string): string[] {
  return /^\d{9,19}(\.\d+)?$/.test(text) ? Object.keys(epochs) : [];
}

/** A date of eight digits, with a time of day in two, four or six. */
function compactFormats(text: string): string[] {
  const [, gap = '', time, point = ''] =
    /^(?:19|20)\d{6}([ T_-]?)(\d{2}|\d{4}|\d{6}(?:([.,])\d{1,9})?)$/.exec(text) ?? [];
  if (time === undefined) return [];
  const digits = point === '' ? time.length : 6;
  return [`yyyyMMdd${gap}${'HHmmss'.slice(0, digits)}${point === '' ? '' : `${point}SSS`}`];
}

/** A date, a time of day, or one after the other. */
function patternsOf(text: string): string[] {
  const match = clock.exec(text);
  if (match === null) return datesOf(text).flatMap(withHours);
  const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
  const times = clockFormats(match);
  return times.flatMap((time) => around(before, time, after));
}

function around(before: string, time: string, after: string): string[] {
  if (before === '' && after === '') return [time];
  if (after === '') {
    return datesOf(before).flatMap(({ format, rest }) =>
      joint.test(rest) ? [`${format}${rest}${time}`] : [],
    );
  }
  // As `date` writes it: the year stands behind.
  const [, gap, middle] = /^\p{L}{3,9}(\s+)\d{1,2}(\s+)$/u.exec(before) ?? [];
  if (middle !== undefined) {
    return /^\s+\d{4}$/.test(after) ? [`MMM${gap ?? ''}dd${middle}${time} yyyy`] : [];
  }
  const [between = ''] = before === '' ? (/^[\s,;_-]+/.exec(after) ?? []) : [];
  if (between === '') return [];
  return datesOf(after.slice(between.length))
    .filter(({ rest }) => rest === '')
    .map(({ format }) => `${time}${between}${format}`);
}

interface LikelyDate {
  readonly format: string;
  /** What follows it. */
  readonly rest: string;
}

function datesOf(text: string): LikelyDate[] {
  return dates.flatMap(([shape, meant]) => {
    const match = shape.exec(text);
    if (match === null) return [];
    const rest = text.slice(match[0].length);
    const [, first = '', second = ''] = match;
    return meant.map((format) => {
      return { format: format.replaceAll('$1', first).replaceAll('$2', second), rest };
    });
  });
}

/** A date alone, or with hours that no colon shows. */
function withHours({ format, rest }: LikelyDate): string[] {
  if (rest === '') return [format];
  if (/^[\sT]\d{1,2}(?: \d{1,2}){0,2}$/.test(rest)) {
    const fields = rest.slice(1).split(' ').length;
    return [`${format}${rest.charAt(0)}${['HH', 'mm', 'ss'].slice(0, fields).join(' ')}`];
  }
  const digits = /^[\sT](\d{4}|\d{6})$/.exec(rest)?.[1];
  return digits === undefined
    ? []
    : [`${format}${rest.charAt(0)}${'HHmmss'.slice(0, digits.length)}`];
}

/** Two where the zone is written in letters that an offset may be, too. */
function clockFormats([, , seconds, point, space, half, gap, zone]: RegExpExecArray): string[] {
  const time = [
    half === undefined ? 'HH' : 'hh',
    ':mm',
    seconds === undefined ? '' : ':ss',
    point === undefined ? '' : `${point}SSS`,
    half === undefined ? '' : `${space === '' ? '' : ' '}a`,
  ].join('');
  if (zone === undefined) return [time];
  const letters = /^([+-]|z$)/i.test(zone) ? ['X'] : /^(utc|gmt)$/i.test(zone) ? ['X', 'z'] : ['z'];
  return letters.map((letter) => `${time}${gap === '' ? '' : ' '}${letter}`);
}
