/** Formats in which a text may be written, found from the text alone. */
import { likelyEpoch } from './epoch.ts';
import { timePattern } from './pattern.ts';
import type { TimePattern } from './pattern.ts';

/** What a date looks like, and how it may be meant; `$1` and `$2` stand for what separates its fields. */
const dates: readonly (readonly [shape: RegExp, meant: readonly string[]])[] = [
  [/^\d{4}([/.-])\d{1,2}\1\d{1,2}(?!\d)/, ['yyyy$1MM$1dd']],
  // Points are rather written where the day comes first, which is asked for before the month then.
  [/^\d{1,2}(\.)\d{1,2}\.\d{4}(?!\d)/, ['dd$1MM$1yyyy', 'MM$1dd$1yyyy']],
  [/^\d{1,2}([/-])\d{1,2}\1\d{4}(?!\d)/, ['MM$1dd$1yyyy', 'dd$1MM$1yyyy']],
  [/^\d{1,2}(\.)\d{1,2}\.\d{2}(?!\d)/, ['dd$1MM$1yy', 'MM$1dd$1yy', 'yy$1MM$1dd']],
  [/^\d{1,2}([/-])\d{1,2}\1\d{2}(?!\d)/, ['MM$1dd$1yy', 'dd$1MM$1yy', 'yy$1MM$1dd']],
  [/^\d{1,2}([ /.-]?)[a-z]{3,9}\.?\1\d{4}(?!\d)/i, ['dd$1MMM$1yyyy']],
  [/^\d{1,2}([ /.-]?)[a-z]{3,9}\.?\1\d{2}(?!\d)/i, ['dd$1MMM$1yy']],
  [/^\d{4}([ /.-]?)[a-z]{3,9}\1\d{1,2}(?!\d)/i, ['yyyy$1MMM$1dd']],
  [/^[a-z]{3,9}\.?([ .-])\s*\d{1,2}(, ?|[ -])\d{4}(?!\d)/i, ['MMM$1dd$2yyyy']],
  [/^[a-z]{3,9}\.?([ /-]?)\d{4}(?!\d)/i, ['MMM$1yyyy']],
  [/^\d{1,2}([/.-])\d{4}(?!\d)/, ['MM$1yyyy']],
  [/^(?:19|20)\d{6}(?!\d)/, ['yyyyMMdd']],
  [/^[12]\d{3}$/, ['yyyy']],
];

const clock =
  /(?<!\d)(\d{1,2}):\d{2}(:\d{2}(?:([.,])\d{1,9})?)?(?:(\s*)([ap]\.?m\.?))?(?:(\s*)(z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?/i;

/** @returns formats that read the text, the likeliest first; none where it looks like no time */
export function likelyFormats(text: string): string[] {
  const patterns = [...compactFormats(text), ...patternsOf(text)].filter(
    (format) => typeof patternOf(format).read(text) !== 'string',
  );
  const epoch = likelyEpoch(text);
  return epoch === undefined || patterns.length > 0 ? patterns : [epoch];
}

/** A date of eight digits, with a time of day in two, four or six. */
function compactFormats(text: string): string[] {
  const [, joint = '', time] = /^(?:19|20)\d{6}([ T_-]?)(\d{2}|\d{4}|\d{6})$/.exec(text) ?? [];
  return time === undefined ? [] : [`yyyyMMdd${joint}${'HHmmss'.slice(0, time.length)}`];
}

/** A date, a time of day, or one after the other. */
function patternsOf(text: string): string[] {
  const match = clock.exec(text);
  if (match === null) return datesOf(text, /^$/).map(({ format }) => format);
  const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
  const time = clockFormat(match);
  if (before === '' && after === '') return [time];
  if (after === '') {
    return datesOf(before, /^[\s,:;T_-]+$/).map(({ format, rest }) => `${format}${rest}${time}`);
  }
  const [joint = ''] = before === '' ? (/^[\s,;_-]+/.exec(after) ?? []) : [];
  if (joint === '') return [];
  return datesOf(after.slice(joint.length), /^$/).map(({ format }) => `${time}${joint}${format}`);
}

/** @param ends what may follow the date */
function datesOf(text: string, ends: RegExp): { format: string; rest: string }[] {
  return dates.flatMap(([shape, meant]) => {
    const match = shape.exec(text);
    const rest = text.slice(match?.[0].length);
    if (match === null || !ends.test(rest)) return [];
    const [, first = '', second = ''] = match;
    return meant.map((format) => {
      return { format: format.replaceAll('$1', first).replaceAll('$2', second), rest };
    });
  });
}

function clockFormat([, , seconds, point, space, half, gap, zone]: RegExpExecArray): string {
  const fields = [
    half === undefined ? 'HH' : 'hh',
    ':mm',
    seconds === undefined ? '' : ':ss',
    point === undefined ? '' : `${point}SSS`,
    half === undefined ? '' : `${space === '' ? '' : ' '}a`,
    zone === undefined ? '' : `${gap === '' ? '' : ' '}X`,
  ];
  return fields.join('');
}

const known = new Map<string, TimePattern>();

/** Made once: every bad row asks. */
function patternOf(format: string): TimePattern {
  const pattern = known.get(format) ?? timePattern(format);
  known.set(format, pattern);
  return pattern;
}
