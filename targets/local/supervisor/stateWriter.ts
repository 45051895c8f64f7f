/** Writes the newest state, one write at a time, however often it changes. */
import { writeJsonFile } from '../../machine/jsonFile.ts';

/** After a write that failed: the disk may be full now and not later. */
const retryMs = 1_000;

export class StateWriter {
  readonly #path: string;
  readonly #state: () => unknown;
  #isDue = false;
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(path: string, state: () => unknown) {
    this.#path = path;
    this.#state = state;
  }

  write(): void {
    this.#isDue = true;
    if (!this.#isWriting) this.#written = this.#writeAll();
  }

  /** Returns when everything is written, or was tried. */
  async finish(): Promise<void> {
    await this.#written;
    clearTimeout(this.#retry);
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    // Changes of one turn are one write.
    await Promise.resolve();
    while (this.#isDue) {
      this.#isDue = false;
      await writeJsonFile(this.#path, this.#state()).catch(() => {
        this.#again();
      });
    }
    this.#isWriting = false;
  }

  /** A full disk must not end the supervisor: the legs are what it is for. */
  #again(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.write();
    }, retryMs);
  }
}
