/** The region at the bottom of a terminal that is redrawn, its lines cut to the terminal's width. */
import type { createLogUpdate } from 'log-update';
import type { Output, Stream } from './output.ts';
import { cut } from './text.ts';
import type { Text } from './text.ts';

/** `undefined` where there is no terminal. */
export async function openScreen(output: Output, stream: Stream): Promise<Screen | undefined> {
  if (!output.isTerminal(stream)) return undefined;
  // Loading it takes some 40 ms, which only a terminal is worth.
  const { createLogUpdate } = await import('log-update');
  return new Screen(output, stream, createLogUpdate(output.terminal(stream)));
}

export class Screen {
  readonly #output: Output;
  readonly #stream: Stream;
  readonly #redraw: ReturnType<typeof createLogUpdate>;

  constructor(output: Output, stream: Stream, redraw: ReturnType<typeof createLogUpdate>) {
    this.#output = output;
    this.#stream = stream;
    this.#redraw = redraw;
  }

  draw(lines: readonly Text[]): void {
    const width = this.#output.width(this.#stream);
    const painted = lines.map((line) => this.#output.painted(cut(line, width), this.#stream));
    this.#redraw(painted.join('\n'));
  }

  /** Takes the drawing away, so that a line can be printed where it stood. */
  clear(): void {
    this.#redraw.clear();
  }

  /** Leaves the last drawing on the terminal. */
  close(): void {
    this.#redraw.done();
  }
}
