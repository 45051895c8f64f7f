/** How the numbers of a replay's tables are written, decided from their first rows and said. */
import { quote } from '../../chain/words/quote.ts';
import { Blocks } from './files/blocks.ts';
import type { ReadOptions } from './cursor.ts';
import { decoderFor } from './files/decode.ts';
import { trimmed } from './formats/cells.ts';
import { columnNames, timeColumns } from './formats/columns.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import { NumberEvidence } from './formats/numberEvidence.ts';
import type { Decision } from './formats/numberEvidence.ts';
import { plain, saidFormats } from './formats/numberFormat.ts';
import type { DecimalSign, NumberFormat } from './formats/numberFormat.ts';
import { TableSplitter } from './formats/table.ts';
import type { TableFormat } from './formats/table.ts';
import { Notes } from './notes.ts';

/** Rows of all files, and of each of very many. */
const mostRowsInAll = 100_000;
const fewestRows = 20;
/** Rows of a mebibyte are not read by the hundred thousand. */
const mostBytes = 32 * 2 ** 20;

type Columns = ReadonlyMap<string, NumberEvidence>;

export interface NumbersFound {
  /** File by file, the formats of columns that are not plainly written. */
  readonly formats: readonly ReadonlyMap<string, NumberFormat>[];
  /** Columns with cells that may be meant as numbers, and stay text. */
  readonly ambiguous: readonly string[];
}

/** Looks at the first rows of each table. @throws CourantError COURANT_REPLAY_INVALID */
export async function findNumbers(
  files: readonly SeenFile[],
  read: ReadOptions,
): Promise<NumbersFound> {
  const most = Math.max(fewestRows, Math.floor(mostRowsInAll / files.length));
  const seen: Columns[] = [];
  for (const file of files) seen.push(await evidenceOf(file, read, most));
  const { decimal } = read.source;
  const decisions = new Decisions(files, seen, read.notes);
  const marked = decisions.marked();
  if (decimal !== undefined)
    return { formats: seen.map((of) => allAs(of, decimal)), ambiguous: marked };
  const { formats, ambiguous } = decisions.found();
  return { formats, ambiguous: [...ambiguous, ...marked] };
}

function allAs(columns: Columns, decimal: DecimalSign): ReadonlyMap<string, NumberFormat> {
  return new Map([...columns.keys()].map((name) => [name, saidFormats[decimal]]));
}

async function evidenceOf(file: SeenFile, read: ReadOptions, most: number): Promise<Columns> {
  const { format, path, shown, bom, encoding } = file;
  const columns = new Map<string, NumberEvidence>();
  if (format.kind !== 'table') return columns;
  const rows = new EvidenceRows(format, file, columns, skippedOf(read));
  const { blockBytes } = read;
  const blocks = new Blocks({ path, shown, from: bom, blockBytes, staysOpen: true });
  const decoder = decoderFor(encoding, bom);
  try {
    while (rows.count < most && blocks.at < mostBytes) {
      const block = await blocks.next();
      rows.push(block === undefined ? undefined : decoder.decode(block));
      if (block === undefined) break;
    }
  } finally {
    await blocks.close();
  }
  return columns;
}

/** Columns that are no numbers, whatever their cells look like. */
function skippedOf({ source }: ReadOptions): ReadonlySet<string | undefined> {
  return new Set([source.sensor, ...timeColumns(source)]);
}

/** Rows of which only the cells matter. */
class EvidenceRows {
  count = 0;
  readonly #splitter: TableSplitter;

  constructor(
    format: TableFormat,
    { shown }: SeenFile,
    columns: Map<string, NumberEvidence>,
    skipped: ReadonlySet<string | undefined>,
  ) {
    let places: (NumberEvidence | undefined)[] = [];
    const quiet = new Notes(() => undefined);
    this.#splitter = new TableSplitter(format, {
      header: (cells) => {
        places = columnNames(cells, shown, quiet).map((name) => {
          if (skipped.has(name)) return undefined;
          const evidence = columns.get(name) ?? new NumberEvidence();
          columns.set(name, evidence);
          return evidence;
        });
      },
      row: (cells) => {
        this.count += 1;
        for (let at = 0; at < cells.length; at += 1) places[at]?.add(trimmed(cells[at] ?? ''));
      },
      bad: () => undefined,
    });
  }

  /** @param text `undefined`: the file has ended */
  push(text: string | undefined): void {
    if (text === undefined) this.#splitter.end();
    else this.#splitter.push(text);
  }
}

/** Columns of one name are written the same way in all files, unless they contradict each other. */
class Decisions {
  readonly #files: readonly SeenFile[];
  readonly #seen: readonly Columns[];
  readonly #notes: Notes;
  readonly #pooled = new Map<string, NumberEvidence>();
  readonly #usual: DecimalSign | undefined;
  readonly #ambiguous = new Set<string>();

  constructor(files: readonly SeenFile[], seen: readonly Columns[], notes: Notes) {
    this.#files = files;
    this.#seen = seen;
    this.#notes = notes;
    for (const columns of seen) {
      for (const [name, evidence] of columns) {
        const pooled = this.#pooled.get(name) ?? new NumberEvidence();
        pooled.join(evidence);
        this.#pooled.set(name, pooled);
      }
    }
    const signs = new Set([...this.#pooled.values()].flatMap(({ decimal }) => decimal ?? []));
    this.#usual = signs.size === 1 ? [...signs][0] : undefined;
  }

  found(): NumbersFound {
    const formats = this.#seen.map((columns, index) => {
      const named = [...columns].map(
        ([name, own]) => [name, this.#decide(index, name, own)] as const,
      );
      return new Map(named.filter(([, format]) => format !== plain));
    });
    return { formats, ambiguous: [...this.#ambiguous] };
  }

  /** Columns of numbers with something beside them, which is said. */
  marked(): string[] {
    return [...this.#pooled].flatMap(([name, { marked }]) => {
      if (marked === undefined) return [];
      this.#notes.warn(`marked ${name}`, () => markedNote(name, marked));
      return [name];
    });
  }

  #decide(index: number, name: string, own: NumberEvidence): NumberFormat {
    const pooled = this.#pooled.get(name) ?? own;
    const decision = (pooled.isContradictory ? own : pooled).decide(this.#usual);
    this.#tell(this.#files[index]?.shown ?? '', name, decision);
    return decision.format;
  }

  #tell(shown: string, name: string, { format, example, misfit, ambiguous }: Decision): void {
    const column = `column ${quote(name)} of ${quote(shown)}`;
    if (ambiguous !== undefined) {
      this.#ambiguous.add(name);
      this.#notes.warn(`ambiguous ${name}`, () => ambiguousNote(column, ambiguous));
    } else if (misfit !== undefined) {
      this.#notes.warn(`misfit ${name}`, () => misfitNote(column, misfit, format));
    } else if (example !== undefined) {
      const value = format.cell(example);
      this.#notes.once(
        `numbers ${name}`,
        () => `${column} is read with ${signsOf(format)}: ${quote(example)} is ${String(value)}`,
      );
    }
  }
}

function ambiguousNote(column: string, cell: string): string {
  const values = [saidFormats['.'].cell(cell), saidFormats[','].cell(cell)].map(String);
  const may = values[0] === values[1] ? `${values[0]}, or no number` : values.join(' or ');
  return `${quote(cell)} in ${column} may be ${may}: such cells stay text until generator.source.decimal says which sign stands before a fraction (generate: --decimal)`;
}

function markedNote(name: string, cell: string): string {
  return `cells like ${quote(cell)} in column ${quote(name)} are a number with something beside it: they stay text, and are counted as no numbers`;
}

function misfitNote(column: string, cell: string, format: NumberFormat): string {
  return `${column} is written in two ways: it is read with ${signsOf(format)}, and cells like ${quote(cell)} stay text`;
}

const groupingWords = {
  comma: 'commas',
  point: 'points',
  space: 'spaces',
  apostrophe: 'apostrophes',
  lakh: 'commas',
};

/** `decimal commas`, `decimal points and commas between thousands`. */
function signsOf({ decimal, groupings: [grouping] }: NumberFormat): string {
  const sign = decimal === '.' ? 'decimal points' : 'decimal commas';
  return grouping === undefined ? sign : `${sign} and ${groupingWords[grouping]} between thousands`;
}
