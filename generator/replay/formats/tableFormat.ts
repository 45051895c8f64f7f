/** How a table is written, found out from its first lines; refused where its header seems to stand elsewhere. */
import type { ReplaySource } from '../../../chain/chain.ts';
import { counted } from '../../../chain/words/counted.ts';
import { quote } from '../../../chain/words/quote.ts';
import type { FoundFile } from '../files/find.ts';
import { OtherSettings } from '../invalid.ts';
import type { Notes } from '../notes.ts';
import { namedColumns } from './columns.ts';
import type { CsvFormat } from './csv.ts';
import {
  hasNoHeader,
  headerAt,
  headRows,
  isData,
  layoutHint,
  leadingComment,
  unitLinesOf,
} from './layout.ts';
import type { HeadRow, Layout } from './layout.ts';
import { newlineOf } from './newline.ts';
import { annotation } from './table.ts';
import type { TableFormat } from './table.ts';

interface Head {
  readonly file: FoundFile;
  readonly text: string;
  readonly source: ReplaySource;
}

/**
 * @param head the beginning of the file
 * @throws CourantError COURANT_REPLAY_INVALID when the header seems not to be the line that is read as such
 */
export function tableFormat(
  file: FoundFile,
  text: string,
  { source, notes }: { readonly source: ReplaySource; readonly notes: Notes },
): TableFormat {
  const head = { file, text, source };
  const { skipLines, comment, unitLines } = source;
  const hint = /^sep=(.)\r?[\n\r]/.exec(text)?.[1];
  const csv = csvOf(head, { skipLines, comment }, hint);
  const hasHint = hint !== undefined && skipLines === 0;
  const rows = headRows(text, csv).slice(hasHint ? 1 : 0);
  const isNamed = namesOf(source).length > 0 && namesIn(rows[0], source) === namesOf(source).length;
  if (skipLines === 0 && comment === undefined && !isNamed) refuseOtherLayout(head, hint, rows);
  if (unitLines === 0) noteUnits(file, rows, notes);
  // A number that is named as a column is rather a cell of the first row.
  if (!isNamed || namesOf(source).every(isData)) noteNoHeader(file, rows, notes);
  noteSpaced(file, rows, notes);
  return {
    kind: 'table',
    csv,
    hasHint,
    unitLines,
    seemingUnits: unitLines > 0 ? 0 : unitLinesOf(rows),
  };
}

function csvOf({ file, text, source }: Head, layout: Layout, hint?: string): CsvFormat {
  const { skipLines = 0, comment } = layout;
  // Quotes in lines that are no rows need not be closed.
  const newline = newlineOf(text, skipLines === 0 && comment === undefined);
  const format = { newline, skipLines, comment };
  if (hint !== undefined) return { ...format, delimiter: hint };
  const isTabbed = file.path.toLowerCase().endsWith('.tsv');
  const delimiters = isTabbed ? ['\t', ',', ';', '|'] : [',', ';', '\t', '|'];
  let [best = ',', most] = [delimiters[0], 0];
  for (const delimiter of delimiters) {
    const [header, ...rows] = headRows(text, { ...format, delimiter });
    // The columns that the user named decide, then whether the rows fit the header, then the number of columns.
    const fit = isMostlyFitting(header, rows) ? 500_000 : 0;
    const score = namesIn(header, source) * 1_000_000 + fit + (header?.cells.length ?? 0);
    if (score > most) [best, most] = [delimiter, score];
  }
  return { ...format, delimiter: best };
}

/** A header may have delimiters in its names that rows have not. */
function isMostlyFitting(header: HeadRow | undefined, rows: readonly HeadRow[]): boolean {
  const width = header?.cells.length ?? 0;
  const least = header?.cells.at(-1) === '' ? width - 1 : width;
  const fitting = rows.filter(
    ({ cells }) => cells.length >= least && !cells.slice(width).some(Boolean),
  );
  return width > 1 && fitting.length * 2 > rows.length;
}

function namesOf(source: ReplaySource): string[] {
  return namedColumns(source).map(({ name }) => name);
}

/** How many of the columns that the user named stand in a row. */
function namesIn(row: HeadRow | undefined, source: ReplaySource): number {
  return namesOf(source).filter((name) => row?.cells.includes(name)).length;
}

function refuseOtherLayout(head: Head, hint: string | undefined, read: readonly HeadRow[]): void {
  const found = otherLayout(head, hint);
  if (found === undefined || found.header.line === read[0]?.line) return;
  const { file, text, source } = head;
  const { layout, header } = found;
  const [firstRow, ...rows] = read;
  const isSure = layout.comment !== undefined || namesOf(source).length > 0;
  // By another delimiter rows may fit by chance: "5,5 kg" has a comma, too.
  if (!isSure && isMostlyFitting(firstRow, rows)) return;
  const first = text.split(/\r?\n|\r/, 1)[0];
  throw new OtherSettings(layout, {
    message: `${quote(file.shown)} seems to have its header in line ${header.line}, not in the first`,
    details: [
      `its first line is ${quote(first)}`,
      `line ${header.line} has ${counted(header.cells.length, 'cell')}: ${beginning(header.cells)}`,
    ],
    hint: layoutHint(layout),
  });
}

function beginning(cells: readonly string[]): string {
  const shown = cells.slice(0, 5).map(quote).join(', ');
  return cells.length > 5 ? `${shown}, …` : shown;
}

/** What would read the table, if its header seems to stand elsewhere than in the first line. */
function otherLayout(head: Head, hint?: string): { layout: Layout; header: HeadRow } | undefined {
  const { text, source } = head;
  const comment = leadingComment(text, newlineOf(text, false));
  const delimiters = hint === undefined ? [',', ';', '\t', '|'] : [hint];
  const newline = newlineOf(text, comment === undefined);
  // Each of its tables has a header, and none of them is left out.
  const isAnnotated = comment !== undefined && annotation.test(text);
  const found = delimiters.flatMap((delimiter) => {
    const all = headRows(text, { delimiter, newline, skipLines: 0, comment });
    const rows = hint === undefined ? all : all.slice(1);
    const at = isAnnotated ? 0 : headerAt(rows, namesOf(source));
    const header = at === undefined ? undefined : rows[at];
    if (at === undefined || header === undefined) return [];
    const unitLines = unitLinesOf(rows.slice(at));
    const isFirst = comment !== undefined && at === 0;
    const layout = { comment, skipLines: isFirst ? 0 : header.line - 1, unitLines };
    return [{ layout, header }];
  });
  return found.sort((a, b) => b.header.cells.length - a.header.cells.length)[0];
}

function noteUnits({ shown }: FoundFile, rows: readonly HeadRow[], notes: Notes): void {
  const unitLines = unitLinesOf(rows);
  if (unitLines === 0) return;
  notes.warn(
    `units ${shown}`,
    () =>
      `${quote(shown)} line ${rows[1]?.line ?? 2} looks like units, not like data; ${layoutHint({ unitLines })}`,
  );
}

function noteNoHeader({ shown }: FoundFile, rows: readonly HeadRow[], notes: Notes): void {
  const [first] = rows;
  if (first === undefined) return;
  const words = first.cells.length === 1 ? (first.cells[0] ?? '').split(/[ \t]+/) : [];
  const isSpaced = words.length > 1 && hasNoHeader(rows.map(asWords));
  if (!isSpaced && !hasNoHeader(rows)) return;
  const what = `the first line of ${quote(shown)} is read as the header, but looks like a row`;
  notes.warn(`header ${shown}`, () =>
    isSpaced
      ? `${what}, with spaces between its cells: replace them by a delimiter (tr -s ' ' ';'), and write a line with ${words.length} names above it`
      : `${what}: write a line with ${counted(first.cells.length, 'name')} above it`,
  );
}

/** Columns set apart by spaces, of which one is read. */
function noteSpaced({ shown }: FoundFile, rows: readonly HeadRow[], notes: Notes): void {
  const words = rows.map((row) => asWords(row).cells.length);
  const [count = 0, ...others] = words;
  const isOne = count > 2 && others.length > 1 && rows.every(({ cells }) => cells.length === 1);
  if (!isOne || others.some((other) => other !== count)) return;
  notes.warn(
    `header ${shown}`,
    () =>
      `${quote(shown)} is read as one column, but has ${count} words in each line: replace the spaces between them by a delimiter (tr -s ' ' ';')`,
  );
}

function asWords({ cells, line }: HeadRow): HeadRow {
  return { cells: (cells[0] ?? '').split(/[ \t]+/), line };
}
