/**
 * Text for a terminal. A string is data and is always escaped when it is printed; only a `Span` made here carries a
 * style. So no name or value from a topic, a file or a config can move the cursor or change a colour.
 */

const styles = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;
type Style = keyof typeof styles;

export interface Span {
  readonly style: Style;
  readonly text: string;
}
/** A line, or a part of one. */
export type Text = string | Span | readonly Text[];

const span = (style: Style) => (text: string | number) => ({ style, text: String(text) });
export const bold = span('bold');
export const dim = span('dim');
export const red = span('red');
export const green = span('green');
export const yellow = span('yellow');
export const cyan = span('cyan');

/**
 * Control characters (C0, DEL, C1), the invisible ones that change the direction of text, and the line separators:
 * everything that would let data look like something else than it is (Unicode TR 36).
 */
const dangerous =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Data as it may be printed: what could act on the terminal is written out, like `\u001b`. */
export function escapeText(text: string): string {
  return text.replace(
    dangerous,
    (found) => named[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The text as it is sent to the terminal. */
export function paint(text: Text, withColour: boolean): string {
  if (typeof text === 'string') return escapeText(text);
  if (!isSpan(text)) return text.map((part) => paint(part, withColour)).join('');
  const [on, off] = styles[text.style];
  const plain = escapeText(text.text);
  return withColour ? `\u001b[${on}m${plain}\u001b[${off}m` : plain;
}

function isSpan(text: Span | readonly Text[]): text is Span {
  return 'style' in text;
}

/** East Asian wide characters and emoji take two columns. */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const combining = /\p{Mark}/u;

/** Columns that the text takes. */
export function widthOf(text: Text): number {
  let width = 0;
  for (const character of paint(text, false)) width += columns(character);
  return width;
}

function columns(character: string): number {
  if (character.charCodeAt(0) < 0x300) return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** The text cut to `width` columns, with `…` where something is missing. */
export function cut(text: Text, width: number): Text {
  return widthOf(text) <= width ? text : [beginningOf(text, width - 1), '…'];
}

/** As much as fits into `width` columns. */
function beginningOf(text: Text, width: number): Text {
  if (typeof text === 'string') return firstColumns(escapeText(text), width);
  if (isSpan(text)) return { ...text, text: firstColumns(escapeText(text.text), width) };
  let room = width;
  return text.map((part) => {
    const kept = beginningOf(part, room);
    room = widthOf(kept) < widthOf(part) ? 0 : room - widthOf(part);
    return kept;
  });
}

function firstColumns(plain: string, width: number): string {
  let used = 0;
  let kept = '';
  for (const character of plain) {
    used += columns(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}

/** The text with every string in it changed. */
export function mapText(text: Text, change: (written: string) => string): Text {
  if (typeof text === 'string') return change(text);
  if (isSpan(text)) return { ...text, text: change(text.text) };
  return text.map((part) => mapText(part, change));
}

/** 1234567 → `1,234,567`; `null` → `–`. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return '–';
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows under their titles, each column as wide as its widest cell; two spaces between. */
export function table(columnsOf: readonly Column[], rows: readonly (readonly Text[])[]): Text[] {
  const widths = columnsOf.map(({ title }, index) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (cells: readonly Text[]): Text =>
    columnsOf.slice(0, lastFilled(cells) + 1).flatMap(({ align }, index) => {
      const cell = cells[index] ?? '';
      const gap = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
      const isLast = index === lastFilled(cells);
      const padded = align === 'right' ? [gap, cell] : isLast ? [cell] : [cell, gap];
      return index === 0 ? padded : ['  ', ...padded];
    });
  return [line(columnsOf.map(({ title }) => dim(title))), ...rows.map(line)];
}

/** Index of the last cell that is not empty: what comes after it would be spaces at the end of a line. */
function lastFilled(cells: readonly Text[]): number {
  return cells.findLastIndex((cell) => widthOf(cell) > 0);
}
