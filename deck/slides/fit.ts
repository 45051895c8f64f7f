/** Text and tables made to fit their boxes: smaller first, cut where even the smallest size does not do. */
import type { Box, Column, Paragraph, TableBlock, TextBlock, Tone } from './slide.ts';
import { cutToLines, linesOf } from './textWidth.ts';

const textSizes = [18, 16, 15, 14, 13, 12, 11] as const;
const tableSizes = [14, 13, 12, 11, 10] as const;
const smallest = { text: 11, table: 10 } as const;
/** Of the font size, from line to line, and after a paragraph. */
const lineHeight = 1.2;
const paragraphGap = 0.45;
/** Inches around the text in a panel and in a cell. */
export const padding = { panel: 0.14, cellX: 0.07, cellY: 0.045 } as const;
export const bulletIndent = 0.22;
const mostCellLines = 3;

interface TextWanted {
  readonly box: Box;
  readonly paragraphs: readonly Paragraph[];
  readonly tone?: Tone;
  /** Points. @default 18 */
  readonly most?: number;
}

export function textBlock({ box, paragraphs, tone = 'plain', most = 18 }: TextWanted): TextBlock {
  const inset = tone === 'plain' ? 0 : 2 * padding.panel;
  const [width, height] = [box.w - inset, box.h - inset];
  const size = textSizes.find(
    (size) => size <= most && heightOf(paragraphs, size, width) <= height,
  );
  const fitted = size === undefined ? cutParagraphs(paragraphs, width, height) : paragraphs;
  return { kind: 'text', box, tone, paragraphs: fitted, size: size ?? smallest.text };
}

function heightOf(paragraphs: readonly Paragraph[], size: number, width: number): number {
  return paragraphs.reduce((sum, paragraph) => sum + paragraphHeight(paragraph, size, width), 0);
}

function paragraphHeight({ text, style }: Paragraph, size: number, width: number): number {
  const room = style === 'bullet' ? width - bulletIndent : width;
  const lines = linesOf(text, size, room, style === 'strong').length;
  return ((lines * lineHeight + paragraphGap) * size) / 72;
}

/** As many whole paragraphs as there is room for; the last one says that something is missing. */
function cutParagraphs(
  paragraphs: readonly Paragraph[],
  width: number,
  height: number,
): Paragraph[] {
  const kept: Paragraph[] = [];
  const rest: Paragraph = { text: '…', style: 'quiet' };
  for (const paragraph of paragraphs) {
    const short = {
      ...paragraph,
      text: cutToLines(paragraph.text, smallest.text, width - bulletIndent, 4),
    };
    if (heightOf([...kept, short, rest], smallest.text, width) > height) return [...kept, rest];
    kept.push(short);
  }
  return kept;
}

interface TableWanted {
  readonly box: Box;
  /** Widths as parts of the whole. */
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly alt: string;
  /** What stands in the last row where rows are left out. @param left how many */
  readonly more: (left: number) => string;
  /** Points. @default 14 */
  readonly most?: number;
}

export function tableBlock({ box, columns, rows, alt, more, most = 14 }: TableWanted): TableBlock {
  const whole = columns.reduce((sum, { width }) => sum + width, 0);
  const placed = columns.map((column) => ({ ...column, width: (column.width * box.w) / whole }));
  const head = columns.map(({ title }) => title);
  for (const size of tableSizes.filter((size) => size <= most)) {
    const cut = [head, ...rows].map((row) => cutRow(row, placed, size));
    const heights = cut.map((row) => rowHeight(row, placed, size));
    const isLast = size === smallest.table;
    if (!isLast && (sum(heights) > box.h || isCut(cut, [head, ...rows]))) continue;
    const fitting = isLast ? fittingRows(heights, box.h) : cut.length;
    const kept =
      fitting < cut.length
        ? [...cut.slice(0, fitting - 1), moreRow(placed, more(cut.length - fitting + 1))]
        : cut;
    return {
      ...{ kind: 'table', box, alt, size },
      columns: placed.map((column, at) => ({ ...column, title: cut[0]?.[at] ?? '' })),
      rows: kept.slice(1),
      heights: kept.map((row) => rowHeight(row, placed, size)),
    };
  }
  throw new RangeError('a table has a smallest size');
}

function isCut(cut: readonly (readonly string[])[], rows: readonly (readonly string[])[]): boolean {
  return cut.some((row, at) => row.some((cell, column) => cell !== rows[at]?.[column]));
}

function cutRow(row: readonly string[], columns: readonly Column[], size: number): string[] {
  return columns.map(({ width }, at) =>
    cutToLines(row[at] ?? '', size * 1.04, width - 2 * padding.cellX, mostCellLines),
  );
}

function rowHeight(row: readonly string[], columns: readonly Column[], size: number): number {
  const lines = columns.map(
    ({ width }, at) => linesOf(row[at] ?? '', size * 1.04, width - 2 * padding.cellX).length,
  );
  return (Math.max(...lines) * lineHeight * size) / 72 + 2 * padding.cellY;
}

function fittingRows(heights: readonly number[], height: number): number {
  let used = 0;
  const at = heights.findIndex((one) => (used += one) > height);
  return at === -1 ? heights.length : Math.max(2, at);
}

function moreRow(columns: readonly Column[], text: string): string[] {
  return columns.map((_, at) => (at === 0 ? text : ''));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
