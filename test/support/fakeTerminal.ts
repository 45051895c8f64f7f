/** A terminal of a given width that remembers what was written to it. */
import { stripVTControlCharacters } from 'node:util';
import { Output } from '../../cli/terminal/output.ts';
import type { OutputOptions } from '../../cli/terminal/output.ts';

export class FakeTerminal {
  readonly stream: NodeJS.WriteStream;
  #written = '';

  /** @param columns none where it is no terminal, but a pipe */
  constructor(columns?: number) {
    const write = (text: string): boolean => {
      this.#written += text;
      return true;
    };
    const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 200 };
    this.stream = { ...terminal, write } as NodeJS.WriteStream;
  }

  /** Lines without styles and movements of the cursor. */
  get lines(): string[] {
    return stripVTControlCharacters(this.#written).split('\n').slice(0, -1);
  }
}

export function outputTo(
  { stdout, stderr }: { readonly stdout: FakeTerminal; readonly stderr: FakeTerminal },
  options: Partial<OutputOptions> = {},
): Output {
  return new Output({
    stdout: stdout.stream,
    stderr: stderr.stream,
    noColor: true,
    canAsk: false,
    asTyped: (text) => text,
    ...options,
  });
}
