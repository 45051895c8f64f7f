/** The user's own files as readings. */
import type { ReplaySource } from '../../chain/chain.ts';
import type { CellCounts } from '../../chain/progress.ts';
import { formatDuration } from '../../chain/words/quantity.ts';
import { quote } from '../../chain/words/quote.ts';
import type { BadRow, ReadingSource, TimedReading } from '../source/source.ts';
import { readOptions } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import { findFiles } from './files/find.ts';
import { CellCounter } from './formats/cellCounts.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import type { ReplayRow } from './formats/rows.ts';
import { Merge } from './merge.ts';
import { newestMs } from './newest.ts';
import { Notes } from './notes.ts';
import { Progress } from './progress.ts';
import { survey } from './survey.ts';
import type { SurveyedFile } from './survey.ts';
import { noteTimes } from './timeAdvice.ts';
import { Timeline } from './timeline.ts';
import { Zone } from './times/zone.ts';

export interface ReplayOptions {
  /** Absolute; relative files start here. */
  readonly folder: string;
  /** Now: times without a date are of this day. In ms since the epoch. */
  readonly startMs: number;
  /** Called once for each row that is no reading, also where the files are replayed again. */
  onBadRow(row: BadRow): void;
  /** What the user should know: a sentence, each once. @param isWarning it may make wrong data */
  onNote(text: string, isWarning?: boolean): void;
  /** How much of a file is read at once; the readings do not depend on it. Default: 128 KiB, less for many files. */
  readonly blockBytes?: number;
  /** Now, in ms since the epoch. Default: this machine's clock. */
  nowMs?(): number;
}

/** Files that were found fit to be replayed. */
export interface SurveyedReplay {
  /**
   * Readings of all rows, in the order of their time over all files. The same files and options give the same readings.
   * @param startMs when the run starts, in ms since the epoch
   * @param skip readings at the beginning that are left out: they were sent in an earlier run. Default: none
   * @throws CourantError COURANT_REPLAY_INVALID
   */
  open(startMs: number, skip?: number): Promise<ReadingSource>;
}

/**
 * Looks at all files before anything is sent.
 * @throws CourantError COURANT_REPLAY_INVALID when a file cannot be replayed, or no row can
 */
export async function surveyReplay(
  source: ReplaySource,
  options: ReplayOptions,
): Promise<SurveyedReplay> {
  const notes = new Notes(options.onNote);
  const progress = new Progress(options.onNote);
  const found = await findFiles(source.files, options.folder, notes);
  if (source.time === undefined) notes.once('no time', () => noTime(source));
  const look = async (startMs: number) => {
    const usual = readOptions(source, { files: found.length, startMs, notes });
    const read = { ...usual, blockBytes: options.blockBytes ?? usual.blockBytes };
    const { files, first, ambiguous } = await survey(found, read, progress);
    await noteTimes(files, read, first);
    const newest = await newestMs(first, files, { read, progress });
    return { read, files, first, ambiguous, newestMs: newest };
  };
  let surveyed = await look(options.startMs);
  return {
    open: async (startMs, skip = 0) => {
      // Which day clock times are of follows from the start: on another one they are looked at again.
      const hasDate = surveyed.read.times?.hasDate !== false;
      if (!hasDate && !isSameDay(startMs, options.startMs, source)) surveyed = await look(startMs);
      const timeline = timelineOf(source, surveyed, { startMs, nowMs: options.nowMs });
      const replay = new Replay(surveyed, options, timeline);
      await replay.skip(skip);
      return replay;
    },
  };
}

interface Surveyed {
  readonly files: readonly SurveyedFile[];
  readonly read: ReadOptions;
  /** Columns with numbers that may mean two things. */
  readonly ambiguous: readonly string[];
}

const dayMs = 86_400_000;

function isSameDay(oneMs: number, otherMs: number, { timeZone }: ReplaySource): boolean {
  const zone = new Zone(timeZone);
  const day = (ms: number) => Math.floor((ms + zone.offsetMs(ms)) / dayMs);
  return day(oneMs) === day(otherMs);
}

function noTime({ speed }: ReplaySource): string {
  const pace = speed === 'max' ? 'as fast as possible' : 'at generator.rate';
  return `no column is named as the time (generator.source.time): rows are stamped as they are sent, ${pace}`;
}

/** `undefined` where rows have no time. */
function timelineOf(
  source: ReplaySource,
  { first, newestMs: newest }: { readonly first: ReplayRow; readonly newestMs: number },
  { startMs, nowMs = Date.now }: Pick<ReplayOptions, 'startMs' | 'nowMs'>,
): Timeline | undefined {
  if (first.timeMs === null) return undefined;
  return new Timeline({ source, startMs, firstMs: first.timeMs, newestMs: newest, nowMs });
}

/** A pause of the recording that the user should know of. */
const longPauseMs = 3_600_000;

/** Skipped readings that are read at once. */
const atOnce = 1_000;

class Replay implements ReadingSource {
  badRows = 0;
  readonly #cells: CellCounter;
  readonly #files: readonly SurveyedFile[];
  readonly #read: ReadOptions;
  readonly #options: ReplayOptions;
  readonly #timeline: Timeline | undefined;
  #merge: Merge;
  #isFirstPass = true;
  #taken = 0;
  #isClosed = false;
  /** When the last of the skipped readings was due: from there on the pace begins anew. */
  #skippedMs = 0;
  /** Neighbours often have the same time. */
  #lastMs = Number.NaN;
  #lastTime = '';

  constructor(
    { files, read, ambiguous }: Surveyed,
    options: ReplayOptions,
    timeline: Timeline | undefined,
  ) {
    this.#files = files;
    this.#read = read;
    const { value } = read.source;
    this.#cells = new CellCounter(value === undefined ? ambiguous : [value, ...ambiguous]);
    this.#options = options;
    this.#timeline = timeline;
    this.#merge = this.#begin();
  }

  get cells(): CellCounts[] {
    return this.#cells.counts();
  }

  async next(limit: number): Promise<readonly TimedReading[]> {
    const readings: TimedReading[] = [];
    const nowMs = this.#timeline === undefined ? this.#now() : 0;
    const take = (row: ReplayRow, file: SeenFile) => {
      readings.push(this.#place(row, file, nowMs));
    };
    while (readings.length < limit && !this.#isClosed) {
      const count = await this.#merge.next(limit - readings.length, take);
      this.#taken += count;
      if (count === 0 && !(await this.#again())) break;
    }
    return readings;
  }

  /** Leaves out the next readings; the first one after them is due at once. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const skipped = await this.next(Math.min(left, atOnce));
      if (skipped.length === 0) return;
      this.#skippedMs += skipped.at(-1)?.dueMs ?? 0;
      left -= skipped.length;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#merge.close();
  }

  #begin(): Merge {
    const { onBadRow } = this.#options;
    return new Merge({
      files: this.#files,
      read: this.#read,
      cells: this.#isFirstPass ? this.#cells : undefined,
      onBad: (file, reason, line) => {
        if (!this.#isFirstPass) return;
        this.badRows += 1;
        onBadRow({ file, line, reason });
      },
    });
  }

  /** @returns false at the end; also where the files were emptied meanwhile, as a loop over nothing never ends */
  async #again(): Promise<boolean> {
    await this.#merge.close();
    if (!this.#read.source.loop || this.#taken === 0) return false;
    this.#isFirstPass = false;
    this.#taken = 0;
    this.#timeline?.again();
    this.#merge = this.#begin();
    return true;
  }

  #now(): number {
    return (this.#options.nowMs ?? Date.now)();
  }

  #place(row: ReplayRow, file: SeenFile, nowMs: number): TimedReading {
    const timeline = this.#timeline;
    if (timeline === undefined || row.timeMs === null) {
      return this.#make(row, nowMs, this.#read.source.speed === 'max' ? 0 : null);
    }
    const beforeMs = timeline.dueMs;
    const eventTimeMs = timeline.place(row.timeMs);
    const pauseMs = timeline.dueMs - beforeMs;
    if (pauseMs > longPauseMs) this.#notePause(pauseMs, row, file);
    if (timeline.hasClamped) this.#noteClamped();
    return this.#make(row, eventTimeMs, timeline.dueMs - this.#skippedMs);
  }

  /** @param dueMs ms after the start; `null`: as the rate says */
  #make(
    { sensor, value, data }: ReplayRow,
    eventTimeMs: number,
    dueMs: number | null,
  ): TimedReading {
    const { kind, unit } = this.#read.source;
    const event_time = this.#time(eventTimeMs);
    // What is undefined is not written.
    const measured = { kind, value, unit: value === undefined ? undefined : unit };
    return { reading: { sensor, ...measured, event_time, data }, eventTimeMs, dueMs };
  }

  #time(ms: number): string {
    if (ms === this.#lastMs) return this.#lastTime;
    this.#lastMs = ms;
    this.#lastTime = new Date(ms).toISOString();
    return this.#lastTime;
  }

  #notePause(pauseMs: number, row: ReplayRow, { shown }: SeenFile): void {
    this.#read.notes.once(
      'pause',
      () =>
        `${quote(shown)} line ${row.line} is due ${formatDuration(pauseMs)} after the row before it; generator.source.speed shortens such pauses`,
    );
  }

  #noteClamped(): void {
    this.#read.notes.once(
      'clamped',
      () => 'the last rows are not the newest: event times of newer rows are the time of sending',
    );
  }
}
