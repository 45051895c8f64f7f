/** The first rows of a replay's files, for whoever must find out what is in them. */
import type { ReplaySource } from '../../chain/chain.ts';
import { quote } from '../../chain/words/quote.ts';
import { readOptions } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import { findFiles } from './files/find.ts';
import type { FoundFile } from './files/find.ts';
import { firstRows, mostRowsOf } from './firstRows.ts';
import type { ReplayRow } from './formats/rows.ts';
import { OtherSettings } from './invalid.ts';
import type { Settings } from './invalid.ts';
import { Notes } from './notes.ts';
import { Progress } from './progress.ts';
import { survey } from './survey.ts';
import type { SurveyedFile } from './survey.ts';

export interface SampledFile {
  /** The file as it is shown. */
  readonly shown: string;
  /** Those that can be named in `generator.source`. */
  readonly columns: readonly string[];
  /** The first good ones, each column under `data`; cells of a table as they are written. */
  readonly rows: readonly ReplayRow[];
}

export interface Sample {
  /** Also those without any row. */
  readonly found: readonly FoundFile[];
  readonly files: readonly SampledFile[];
  /** What must be said of the files beside their columns, as the sample was read. */
  readonly settings: Settings;
  /**
   * A column's cells, file by file as in `files`, further into them than the rows.
   * @throws CourantError COURANT_REPLAY_INVALID
   */
  further(column: string): Promise<readonly (readonly unknown[])[]>;
}

export interface SampleOptions {
  /** Absolute; relative files start here. */
  readonly folder: string;
  /** What the user should know: a sentence, each once. */
  onNote(text: string): void;
}

/**
 * @param files as `generator.source.files` names them
 * @throws CourantError COURANT_REPLAY_INVALID when a file cannot be replayed, or no row can
 */
export async function sampleFiles(
  files: string,
  { folder, onNote }: SampleOptions,
): Promise<Sample> {
  const found = await findFiles(files, folder, new Notes(onNote));
  // What is noted of rows is told when they are replayed; what may make wrong data, here, too.
  const warnings = new Set<string>();
  const progress = new Progress(onNote);
  const readWith = (settings: Settings) => {
    warnings.clear();
    const notes = new Notes((text, isWarning) => isWarning && warnings.add(text));
    const source = { ...plain(files), ...settings };
    return { ...readOptions(source, { files: found.length, startMs: 0, notes }), isRaw: true };
  };
  const settings = await settingsFor(found, readWith({}), progress);
  const read = readWith(settings);
  const surveyed = await survey(found, read, progress);
  const { most, furthest } = mostRowsOf(found.length);
  const withRows = surveyed.files.filter(({ first }) => first !== undefined);
  const bad = new BadRows(surveyed.files);
  const sampledFiles = await inTurn(withRows, async ({ file, columns }) => {
    const onBad = (reason: string, line: number) => {
      bad.add(`${quote(file.shown)} line ${line}: ${reason}`);
    };
    const rows = await firstRows(file, read, { most, onBad, keep: (row) => row });
    return { shown: file.shown, columns, rows };
  });
  bad.tell(sampledFiles, onNote);
  for (const warning of warnings) onNote(warning);
  const further = (column: string) =>
    inTurn(withRows, ({ file }) =>
      firstRows(file, read, { most: furthest, keep: ({ data }) => data[column] }),
    );
  return { found, files: sampledFiles, settings, further };
}

/** What the files need in order to be read, where one and the same does for all that are refused. */
async function settingsFor(
  found: readonly FoundFile[],
  read: ReadOptions,
  progress: Progress,
): Promise<Settings> {
  try {
    const { files } = await survey(found, read, progress);
    return unitsOf(files);
  } catch (error) {
    if (error instanceof OtherSettings) return error.settings;
    throw error;
  }
}

/** Rows of units, where all files have as many. */
function unitsOf(files: readonly SurveyedFile[]): Settings {
  const counts = files.map(({ file: { format } }) =>
    format.kind === 'table' ? (format.seemingUnits ?? 0) : 0,
  );
  const [unitLines = 0] = counts;
  return unitLines > 0 && new Set(counts).size === 1 ? { unitLines } : {};
}

/** Rows that are none, among those that were looked at. */
class BadRows {
  #count = 0;
  #first: string | undefined;

  /** @param surveyed of those without any good row, all rows were looked at */
  constructor(surveyed: readonly SurveyedFile[]) {
    for (const { first, badRows, reasons } of surveyed) {
      if (first !== undefined) continue;
      this.#count += badRows;
      this.#first ??= reasons[0];
    }
  }

  add(reason: string): void {
    this.#count += 1;
    this.#first ??= reason;
  }

  tell(files: readonly SampledFile[], onNote: (text: string) => void): void {
    if (this.#count === 0) return;
    const all = files.reduce((sum, { rows }) => sum + rows.length, this.#count);
    onNote(`bad rows: ${this.#count} of the ${all} looked at; ${this.#first ?? ''}`);
  }
}

async function inTurn<In, Out>(all: readonly In[], take: (one: In) => Promise<Out>) {
  const taken: Out[] = [];
  for (const one of all) taken.push(await take(one));
  return taken;
}

/** No column is known yet, so how times are written and when rows are sent does not matter. */
function plain(files: string): ReplaySource {
  return {
    type: 'replay',
    files,
    skipLines: 0,
    unitLines: 0,
    timeFormat: 'iso',
    timeZone: 'UTC',
    speed: 'max',
    eventTime: 'shifted',
    loop: false,
  };
}
