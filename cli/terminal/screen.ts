/** A region at the bottom of the terminal that is redrawn. Where there is no terminal, each drawing is printed. */
import { createLogUpdate } from 'log-update';
import type { Output } from './output.ts';
import type { Text } from './text.ts';

export class Screen {
  readonly #output: Output;
  readonly #stream: 'stdout' | 'stderr';
  readonly #draw: ReturnType<typeof createLogUpdate> | undefined;

  constructor(output: Output, stream: 'stdout' | 'stderr') {
    this.#output = output;
    this.#stream = stream;
    if (output.isTerminal(stream)) this.#draw = createLogUpdate(output.terminal(stream));
  }

  draw(lines: readonly Text[]): void {
    if (this.#draw !== undefined) {
      this.#draw(lines.map((line) => this.#output.painted(line, this.#stream)).join('\n'));
    } else if (this.#stream === 'stdout') this.#output.lines(lines);
    else this.#output.notes(lines);
  }

  /** Leaves the last drawing on the terminal. */
  close(): void {
    this.#draw?.done();
  }
}
