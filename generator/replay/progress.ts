/** Says how far a long look at the files is, every few seconds. */
import { formatSize } from '../../chain/words/quantity.ts';

const everyMs = 3_000;

export class Progress {
  readonly #say: (text: string) => void;
  #nextMs = performance.now() + everyMs;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  tell(what: string, atBytes: number, ofBytes: number): void {
    if (performance.now() < this.#nextMs) return;
    this.#nextMs = performance.now() + everyMs;
    this.#say(`${what}: ${formatSize(atBytes)} of ${formatSize(ofBytes)}`);
  }
}
