/** Walks through the rows of one file from its beginning, a block at a time. */
import { basename, extname } from 'node:path';
import type { ReplaySource } from '../../chain/chain.ts';
import { Blocks } from './files/blocks.ts';
import { decoderFor } from './files/decode.ts';
import type { Decoder } from './files/decode.ts';
import type { SeenFile } from './files/detectFormat.ts';
import type { Notes } from './notes.ts';
import { explained } from './files/notText.ts';
import { Parser } from './formats/parser.ts';
import type { RowContext, ReplayRow } from './formats/rows.ts';
import type { Times } from './times/times.ts';

/** What all files of a replay have in common. */
export interface Reading {
  readonly source: ReplaySource;
  /** `undefined` where rows have no time. */
  readonly times: Times | undefined;
  readonly notes: Notes;
  /** How much of a file is read at once. */
  readonly blockBytes: number;
  /** Whether files stay open between two blocks. */
  readonly staysOpen: boolean;
}

export interface CursorOptions {
  readonly file: SeenFile;
  readonly reading: Reading;
  onBad(reason: string, line: number): void;
  /** What an error leaves behind. Default: nothing was sent. */
  readonly left?: string;
}

export function contextOf(file: SeenFile, { source, times, notes }: Reading): RowContext {
  const fileSensor = basename(file.path, extname(file.path));
  return { source, shown: file.shown, fileSensor, times: times?.reader(), notes };
}

export class Cursor {
  readonly #options: CursorOptions;
  readonly #blocks: Blocks;
  readonly #decoder: Decoder;
  readonly #parser: Parser;
  #isEnded = false;

  constructor(options: CursorOptions) {
    const { file, reading, left, onBad } = options;
    const { path, shown, bom, encoding } = file;
    const { blockBytes, staysOpen, source } = reading;
    this.#options = options;
    this.#blocks = new Blocks({ path, shown, from: bom, blockBytes, staysOpen, left });
    this.#decoder = decoderFor(encoding, bom);
    this.#parser = new Parser({ file, source, context: contextOf(file, reading), onBad });
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
      const { file, left } = this.#options;
      throw explained(error, file, { encoding: file.encoding, left });
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
