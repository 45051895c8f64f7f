/** Walks through the rows of one file from its beginning, a block at a time. */
import { basename, extname } from 'node:path';
import type { ReplaySource } from '../../chain/chain.ts';
import { Blocks } from './files/blocks.ts';
import type { CellCounter } from './formats/cellCounts.ts';
import { decoderFor } from './files/decode.ts';
import type { Decoder } from './files/decode.ts';
import { explained } from './files/notText.ts';
import type { SeenFile } from './formats/detectFormat.ts';
import { Parser } from './formats/parser.ts';
import type { RowContext, ReplayRow } from './formats/rows.ts';
import type { Notes } from './notes.ts';
import { timesOf } from './times/times.ts';
import type { Times } from './times/times.ts';

/** How the files of a replay are read: the same for all of them. */
export interface ReadOptions {
  readonly source: ReplaySource;
  /** `undefined` where rows have no time. */
  readonly times: Times | undefined;
  /** Now: times without a date are of this day. In ms since the epoch. */
  readonly startMs: number;
  readonly notes: Notes;
  /** How much of a file is read at once. */
  readonly blockBytes: number;
  /** Whether files stay open between two blocks. */
  readonly staysOpen: boolean;
  /** Whether cells of tables stay as they are written. Default: numbers become numbers. */
  readonly isRaw?: boolean;
}

const fewFiles = 100;

/**
 * @param files how many there are
 * @param startMs the day of times without a date, in ms since the epoch
 * @throws CourantError COURANT_REPLAY_INVALID when `timeFormat` is none
 */
export function readOptions(
  source: ReplaySource,
  { files, startMs, notes }: { files: number; startMs: number; notes: Notes },
): ReadOptions {
  const { time, timeFormat: format, timeZone: zone } = source;
  const share = Math.floor((32 * 2 ** 20) / files);
  return {
    source,
    times: time === undefined ? undefined : timesOf({ format, zone, startMs, notes }),
    startMs,
    notes,
    blockBytes: Math.min(128 * 1024, Math.max(4_096, share)),
    staysOpen: files <= fewFiles,
  };
}

export interface CursorOptions {
  readonly file: SeenFile;
  readonly read: ReadOptions;
  /** Where cells are counted. Default: nowhere. */
  readonly cells?: CellCounter;
  onBad(reason: string, line: number): void;
  /** What an error leaves behind. Default: nothing was sent. */
  readonly left?: string;
}

export function contextOf(
  { path, shown, numbers }: SeenFile,
  { source, times, notes, isRaw }: ReadOptions,
  cells?: CellCounter,
): RowContext {
  const fileSensor = basename(path, extname(path)).trim();
  return { source, shown, fileSensor, times: times?.reader(), notes, isRaw, numbers, cells };
}

export class Cursor {
  readonly #file: SeenFile;
  readonly #left: string | undefined;
  readonly #blocks: Blocks;
  readonly #decoder: Decoder;
  readonly #parser: Parser;
  #isEnded = false;

  constructor({ file, read, left, cells, onBad }: CursorOptions) {
    const { path, shown, bom, encoding, format } = file;
    const { blockBytes, staysOpen } = read;
    this.#file = file;
    this.#left = left;
    this.#blocks = new Blocks({ path, shown, from: bom, blockBytes, staysOpen, left });
    this.#decoder = decoderFor(encoding, bom);
    this.#parser = new Parser({ format, context: contextOf(file, read, cells), onBad });
  }

  /** Where in the file the next block begins, in bytes. */
  get at(): number {
    return this.#blocks.at;
  }

  get columns(): readonly string[] | undefined {
    return this.#parser.columns;
  }

  /**
   * The rows that end in the next block, perhaps none; `undefined` at the end of the file.
   * @throws CourantError COURANT_REPLAY_INVALID
   */
  async next(): Promise<ReplayRow[] | undefined> {
    if (this.#isEnded) return undefined;
    const block = await this.#blocks.next();
    try {
      this.#parse(block);
    } catch (error) {
      await this.close();
      throw explained(error, this.#file, this.#left);
    }
    return this.#parser.take();
  }

  #parse(block: Buffer | undefined): void {
    this.#isEnded = block === undefined;
    this.#parser.push(block === undefined ? this.#decoder.end() : this.#decoder.decode(block));
    if (this.#isEnded) this.#parser.end();
  }

  async close(): Promise<void> {
    this.#isEnded = true;
    await this.#blocks.close();
  }
}
