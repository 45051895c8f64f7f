/** Where the header of a table stands, and which lines are none of its rows: found from the first of them. */
import { quote } from '../../../chain/words/quote.ts';
import { trimmed } from './cells.ts';
import { CsvSplitter } from './csv.ts';
import type { CsvFormat } from './csv.ts';
import { isNumeric } from './numberFormat.ts';

/** As `generator.source` has it; absent: as it is by default. */
export interface Layout {
  readonly skipLines?: number;
  readonly comment?: string;
  readonly unitLines?: number;
}

export interface HeadRow {
  readonly cells: readonly string[];
  /** Counted from 1. */
  readonly line: number;
}

const mostRows = 100;

/** The first rows of a table, the header among them; cells are trimmed. @param head the beginning of the file */
export function headRows(head: string, csv: CsvFormat): HeadRow[] {
  const rows: HeadRow[] = [];
  const row = (cells: string[], line: number) => {
    if (rows.length < mostRows) rows.push({ cells: cells.map(trimmed), line });
  };
  const splitter = new CsvSplitter(csv, { row, bad: () => undefined });
  splitter.push(head);
  // A row that the head cuts off tells nothing, unless there is no other.
  if (rows.length === 0) splitter.end();
  return rows;
}

/** Signs that lines of comments begin with. */
const commentSigns = ['#', '%', '//', '!'];

/** What the first two lines begin with; a single one may be the header. */
export function leadingComment(head: string, newline: string): string | undefined {
  const [first = '', second = ''] = head.split(newline, 50).filter((line) => line.trim() !== '');
  return commentSigns.find((sign) => first.startsWith(sign) && second.startsWith(sign));
}

/**
 * @param rows of the head, without comments
 * @param names columns that the header must have
 * @returns where the header stands among them; `undefined`: nowhere for sure
 */
export function headerAt(rows: readonly HeadRow[], names: readonly string[]): number | undefined {
  if (beginsWithTable(rows)) return 0;
  const at = names.length > 0 ? rows.findIndex((row) => hasAll(row, names)) : byWidth(rows);
  return at < 0 ? undefined : at;
}

/** Where the header changes within the file, as when a logger got one more sensor: the rows above are no preamble. */
function beginsWithTable([header, ...rows]: readonly HeadRow[]): boolean {
  const width = header?.cells.length ?? 0;
  const other = rows.findIndex(({ cells }) => cells.length !== width);
  const own = rows.slice(0, other < 0 ? undefined : other);
  const isTable = width > 2 && own.length > 1 && own.every(({ cells }) => cells.some(isData));
  return isTable && header?.cells.some(isData) === false;
}

function hasAll({ cells }: HeadRow, names: readonly string[]): boolean {
  return names.every((name) => cells.includes(name));
}

/** The first row from which on all have as many cells, if it looks like names. */
function byWidth(rows: readonly HeadRow[]): number {
  const width = rows.at(-1)?.cells.length ?? 0;
  const last = rows.findLastIndex(({ cells }) => cells.length !== width);
  const header = rows[last + 1];
  const isTable = width > 1 && last + 2 < rows.length;
  return isTable && header?.cells.some(isData) === false ? last + 1 : -1;
}

const mostUnitLines = 5;

/** How many rows after the header hold units or types rather than data. @param rows from the header on */
export function unitLinesOf([, ...rows]: readonly HeadRow[]): number {
  for (let count = Math.min(mostUnitLines, rows.length - 1); count > 0; count -= 1) {
    const measured = measuredColumns(rows.slice(count));
    if (measured.length === 0) continue;
    if (rows.slice(0, count).every((row) => isUnits(row, measured))) return count;
  }
  return 0;
}

/** Those in which every cell is a number or a time. */
function measuredColumns(rows: readonly HeadRow[]): number[] {
  const places = rows[0]?.cells.keys() ?? [];
  return [...places].filter((at) => {
    const cells = rows.map((row) => row.cells[at] ?? '').filter((cell) => !isMissing(cell));
    return cells.length > 0 && cells.every(isData);
  });
}

function isUnits({ cells }: HeadRow, measured: readonly number[]): boolean {
  const own = measured.map((at) => cells[at] ?? '').filter((cell) => cell !== '');
  return own.length > 0 && own.every((cell) => !isData(cell) && !isMissing(cell));
}

function isMissing(cell: string): boolean {
  return /^(|na|n\/a|nan|null|none|nil|-+|\?)$/i.test(cell);
}

/** A number or a time. */
export function isData(cell: string): boolean {
  return isNumeric(cell) || /^\d{1,4}[-/.:]\d{1,2}[-/.:T ]/.test(cell);
}

/** True where the first row holds data like the one after it: the table has no header. */
export function hasNoHeader([first, second]: readonly HeadRow[]): boolean {
  if (first === undefined) return false;
  const kinds = first.cells.map(kindOf);
  if (!kinds.some((kind) => kind === 'number' || kind === 'time') || isCount(first.cells)) {
    return false;
  }
  return second === undefined || second.cells.every((cell, at) => kindOf(cell) === kinds[at]);
}

function kindOf(cell: string): 'number' | 'time' | 'text' {
  if (isNumeric(cell)) return 'number';
  return isData(cell) ? 'time' : 'text';
}

/** Years or hours as names of columns: whole numbers, each greater than the one before by as much. */
function isCount(cells: readonly string[]): boolean {
  const numbers = cells.filter(isNumeric).map(Number);
  const [first = 0, second = 0] = numbers;
  const step = second - first;
  return numbers.length > 2 && numbers.every((one, at) => one === first + at * step);
}

/** The layout as it is written in a definition, and as flags of `generate`. */
export function layoutHint({ skipLines = 0, comment, unitLines = 0 }: Layout): string {
  const fields = [
    ...(skipLines > 0
      ? [{ field: `skipLines: ${skipLines}`, flag: `--skip-lines ${skipLines}` }]
      : []),
    ...(comment === undefined
      ? []
      : [{ field: `comment: '${comment}'`, flag: `--comment ${quote(comment)}` }]),
    ...(unitLines > 0
      ? [{ field: `unitLines: ${unitLines}`, flag: `--unit-lines ${unitLines}` }]
      : []),
  ];
  const written = fields.map(({ field }) => field).join(', ');
  const typed = fields.map(({ flag }) => flag).join(' ');
  return `write ${written} in generator.source (generate: ${typed})`;
}
