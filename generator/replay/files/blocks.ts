/** A file's bytes, block by block. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { quote } from '../../../chain/words/quote.ts';
import { reasonOf } from './find.ts';
import { invalid } from '../invalid.ts';

/** Where a file is read from, and how much at once. */
export interface BlockOptions {
  readonly path: string;
  /** As it is shown. */
  readonly shown: string;
  /** In bytes, from the beginning of the file. */
  readonly from: number;
  readonly blockBytes: number;
  /** Whether the file stays open in between; thousands of files must not. */
  readonly staysOpen: boolean;
  /** What an error leaves behind. */
  readonly left?: string;
}

export class Blocks {
  readonly #options: BlockOptions;
  readonly #buffer: Buffer;
  /** Where the next block begins. */
  at: number;
  #file: FileHandle | undefined;

  constructor(options: BlockOptions) {
    this.#options = options;
    this.#buffer = Buffer.allocUnsafe(options.blockBytes);
    this.at = options.from;
  }

  /**
   * The next block, valid until the next call; `undefined` at the end.
   * @throws CourantError COURANT_REPLAY_INVALID
   */
  async next(): Promise<Buffer | undefined> {
    try {
      this.#file ??= await open(this.#options.path);
      const { bytesRead } = await this.#file.read(this.#buffer, 0, this.#buffer.length, this.at);
      this.at += bytesRead;
      if (!this.#options.staysOpen || bytesRead === 0) await this.close();
      return bytesRead === 0 ? undefined : this.#buffer.subarray(0, bytesRead);
    } catch (cause) {
      await this.close();
      const { shown, left } = this.#options;
      const message = `${quote(shown)} cannot be read: ${reasonOf(cause)}`;
      const hint = 'check its permissions, and that it stays where it is';
      throw invalid({ message, hint, left, cause });
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}
