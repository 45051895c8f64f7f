/** Rows of several files in one order of time; without times, one file after the other. */
import { quote } from '../../chain/words/quote.ts';
import { Cursor } from './cursor.ts';
import type { ReadOptions } from './cursor.ts';
import type { CellCounter } from './formats/cellCounts.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import type { ReplayRow } from './formats/rows.ts';
import type { SurveyedFile } from './survey.ts';

/** A file on its way. It is opened only when its first row is due, so that files one after the other cost nothing. */
interface Lane {
  readonly file: SeenFile;
  /** Place among the files: decides between rows of the same time. */
  readonly index: number;
  /** Time of the next row. */
  headMs: number;
  cursor: Cursor | undefined;
  rows: readonly ReplayRow[];
  at: number;
}

export interface MergeOptions {
  readonly files: readonly SurveyedFile[];
  readonly read: ReadOptions;
  /** Where cells are counted. Default: nowhere. */
  readonly cells?: CellCounter;
  onBad(file: string, reason: string, line: number): void;
}

export class Merge {
  readonly #options: MergeOptions;
  /** A heap: the lane with the earliest next row is the first. */
  readonly #lanes: Lane[];

  constructor(options: MergeOptions) {
    this.#options = options;
    this.#lanes = options.files
      .flatMap(({ file, first }, index) =>
        first === undefined
          ? []
          : [{ file, index, headMs: headOf(first), cursor: undefined, rows: [], at: 0 }],
      )
      .sort((a, b) => (isBefore(a, b) ? -1 : 1)); // sorted is a heap
  }

  /**
   * Up to `limit` rows; none at the end.
   * @param take called with each row in turn
   * @returns how many there were
   */
  async next(limit: number, take: (row: ReplayRow, file: SeenFile) => void): Promise<number> {
    let taken = 0;
    while (taken < limit) {
      const lane = this.#lanes[0];
      if (lane === undefined) break;
      const row = lane.rows[lane.at];
      if (row === undefined) {
        await this.#fill(lane);
        continue;
      }
      take(row, lane.file);
      taken += 1;
      lane.at += 1;
      const next = lane.rows[lane.at];
      if (next !== undefined) this.#place(lane, next, row);
    }
    return taken;
  }

  async close(): Promise<void> {
    for (const { cursor } of this.#lanes.splice(0)) await cursor?.close();
  }

  #place(lane: Lane, next: ReplayRow, last: ReplayRow | undefined): void {
    lane.headMs = headOf(next);
    if (last !== undefined && lane.headMs < headOf(last)) this.#noteDisorder(lane, next);
    this.#sink();
  }

  /** Reads on until there are rows; a lane at its end leaves. */
  async #fill(lane: Lane): Promise<void> {
    const last = lane.rows.at(-1);
    lane.cursor ??= this.#open(lane.file);
    for (;;) {
      const rows = await lane.cursor.next();
      if (rows === undefined) break;
      if (rows[0] === undefined) continue;
      lane.rows = rows;
      lane.at = 0;
      this.#place(lane, rows[0], last);
      return;
    }
    this.#leave();
  }

  #open(file: SeenFile): Cursor {
    const { read, cells, onBad } = this.#options;
    const { shown } = file;
    return new Cursor({
      file,
      read,
      cells,
      onBad: (reason, line) => {
        onBad(shown, reason, line);
      },
      left: 'the rows before it were sent',
    });
  }

  #leave(): void {
    const last = this.#lanes.pop();
    if (last === undefined || this.#lanes.length === 0) return;
    this.#lanes[0] = last;
    this.#sink();
  }

  /** Moves the first lane to its place in the heap. */
  #sink(): void {
    const lanes = this.#lanes;
    if (lanes.length === 1) return;
    for (let at = 0; ;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const [one, other] = [lanes[child], lanes[first]];
        if (one !== undefined && other !== undefined && isBefore(one, other)) first = child;
      }
      const [lane, earlier] = [lanes[at], lanes[first]];
      if (first === at || lane === undefined || earlier === undefined) return;
      [lanes[at], lanes[first]] = [earlier, lane];
      at = first;
    }
  }

  #noteDisorder({ file }: Lane, row: ReplayRow): void {
    this.#options.read.notes.warn(
      `order ${file.shown}`,
      () =>
        `rows of ${quote(file.shown)} are not in the order of their time, see line ${row.line}: they are sent as they come`,
    );
  }
}

function headOf({ timeMs }: ReplayRow): number {
  return timeMs ?? 0;
}

function isBefore(a: Lane, b: Lane): boolean {
  return a.headMs < b.headMs || (a.headMs === b.headMs && a.index < b.index);
}
