/** How the numbers of a column are written: which sign stands before the fraction, and which between the thousands. */
import { cellValue, isHeld, readingValue } from './cells.ts';

export type DecimalSign = '.' | ',';

/** Signs between thousands, by their kind; a number has one and the same throughout. */
const groupings = {
  comma: ',',
  point: '.',
  space: ' \u00a0\u202f',
  apostrophe: "'’",
  /** As in India: beyond the thousands in twos. */
  lakh: ',',
};
type Grouping = keyof typeof groupings;

/** Digits with their signs, `\1` where the sign must be the same throughout. */
function groupedDigits(of: readonly Grouping[]): string {
  const signs = of.filter((grouping) => grouping !== 'lakh').map((grouping) => groupings[grouping]);
  return [
    signs.length > 0 ? `|[1-9]\\d{0,2}([${signs.join('')}])\\d{3}(?:\\1\\d{3})*` : '',
    of.includes('lakh') ? '|[1-9]\\d?(?:,\\d\\d)*,\\d{3}' : '',
  ].join('');
}

export interface NumberFormat {
  readonly decimal: DecimalSign;
  /** Absent: thousands are not set apart. */
  readonly groupings: readonly Grouping[];
  /** A trimmed cell as a JSON value, as `cellValue` does for plain numbers. */
  cell(text: string): number | string;
  /** The same in the column of the value, as `readingValue` does. */
  value(text: string): number | undefined;
}

/** Digits, a point before the fraction, nothing between the thousands: what JSON and most files have. */
export const plain: NumberFormat = {
  decimal: '.',
  groupings: [],
  cell: cellValue,
  value: readingValue,
};

function formatOf(decimal: DecimalSign, of: readonly Grouping[]): NumberFormat {
  const signs = of.map((grouping) => groupings[grouping]).join('');
  const grouped = groupedDigits(of);
  const point = decimal === '.' ? '\\.' : ',';
  const strict = new RegExp(
    `^-?(?:(?:0|[1-9]\\d*${grouped})(?:${point}\\d+)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`,
  );
  const lenient = new RegExp(
    `^[+-]?(?:(?:\\d+${grouped})(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`,
  );
  const between = signs === '' ? /(?!)/g : new RegExp(`[${signs}]`, 'g');
  const asPlain = (text: string) => text.replace(between, '').replace(',', '.');
  return {
    decimal,
    groupings: of,
    cell: (text) => {
      if (!strict.test(text)) return text;
      const written = asPlain(text);
      const value = Number(written);
      return isHeld(written, value) ? value : text;
    },
    value: (text) => (lenient.test(text) ? readingValue(asPlain(text)) : undefined),
  };
}

/** What a column may be written in, the likeliest first. */
export const formats: readonly NumberFormat[] = [
  plain,
  formatOf(',', []),
  formatOf('.', ['comma']),
  formatOf(',', ['point']),
  formatOf('.', ['space']),
  formatOf(',', ['space']),
  formatOf('.', ['apostrophe']),
  formatOf(',', ['apostrophe']),
  formatOf('.', ['lakh']),
];

/** For a column in which a point may stand before a fraction or between thousands. */
export const wholeOnly: NumberFormat = {
  decimal: '.',
  groupings: [],
  cell: (text) => (/^-?\d+$/.test(text) ? cellValue(text) : text),
  value: (text) => (/^[+-]?\d+$/.test(text) ? readingValue(text) : undefined),
};

/** What is read where the user says which sign stands before the fraction: thousands set apart in any way. */
export const saidFormats: Readonly<Record<DecimalSign, NumberFormat>> = {
  '.': formatOf('.', ['comma', 'lakh', 'space', 'apostrophe']),
  ',': formatOf(',', ['point', 'space', 'apostrophe']),
};

/** Digits with at least one sign within them that may mean something, and no letters but an exponent's. */
const numeric = /^[+-]?[\d.,'’ \u00a0\u202f]*\d(?:[eE][+-]?\d+)?$/;

/** Whether a trimmed cell may be meant as a number, in whichever format. */
export function isNumeric(text: string): boolean {
  return text.length <= 40 && numeric.test(text);
}
