/** Writes the newest state, one write at a time, however often it changes. */
import { writeJsonFile } from './files.ts';

export class StateWriter {
  readonly #path: string;
  readonly #state: () => unknown;
  #isDue = false;
  #writing: Promise<void> | undefined;

  constructor(path: string, state: () => unknown) {
    this.#path = path;
    this.#state = state;
  }

  write(): void {
    this.#isDue = true;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Returns when everything is written. */
  async finish(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Changes of one turn are one write.
    await Promise.resolve();
    while (this.#isDue) {
      this.#isDue = false;
      // A full disk must not end the supervisor: the legs are what it is for.
      await writeJsonFile(this.#path, this.#state()).catch(() => undefined);
    }
  }
}
