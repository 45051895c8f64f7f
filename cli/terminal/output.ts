/** The only place that prints: results on stdout, progress and hints on stderr. */
import type { CourantError } from '../../chain/errors.ts';
import { paint, red, cyan, dim } from './text.ts';
import type { Text } from './text.ts';

export type Stream = 'stdout' | 'stderr';

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** What the environment says about colour; unset means: on a terminal. */
  readonly noColor: boolean;
}

export class Output {
  readonly #stdout: NodeJS.WriteStream;
  readonly #stderr: NodeJS.WriteStream;
  readonly #noColor: boolean;
  /** Set while a live region stands at the bottom of stderr: lines are printed above it. */
  #above: ((print: () => void) => void) | undefined;

  constructor(options: OutputOptions) {
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    this.#noColor = options.noColor;
  }

  /** A line of the result. */
  line(text: Text = ''): void {
    this.#write(this.#stdout, `${this.painted(text, 'stdout')}\n`);
  }

  lines(texts: readonly Text[]): void {
    for (const text of texts) this.line(text);
  }

  /** One JSON document, or one a line where a command prints many. */
  json(document: unknown, layout: 'document' | 'line' = 'document'): void {
    const text = JSON.stringify(document, null, layout === 'document' ? 2 : undefined);
    this.#write(this.#stdout, `${asciiSafe(text)}\n`);
  }

  /** A line of progress or a hint. */
  note(text: Text = ''): void {
    this.#write(this.#stderr, `${this.painted(text, 'stderr')}\n`);
  }

  notes(texts: readonly Text[]): void {
    for (const text of texts) this.note(text);
  }

  /** Bytes as they are, where another program reads them (`generate --stdout`). */
  raw(text: string): void {
    this.#stdout.write(text);
  }

  error(error: CourantError, verbose: boolean): void {
    this.note([red('error '), red(error.code), `: ${error.message}`]);
    for (const detail of error.details) this.note(`  ${detail}`);
    if (error.left !== undefined) this.note(`  ${error.left}`);
    if (error.hint !== undefined) this.note(['  ', cyan('→'), ` ${error.hint}`]);
    if (verbose) this.notes(causes(error).map((line) => dim(`  ${line}`)));
  }

  /** A region that is drawn again and again owns the end of stderr until `undefined` is given. */
  setLiveRegion(above: ((print: () => void) => void) | undefined): void {
    this.#above = above;
  }

  /** Moves the cursor and draws; only for live regions, whose data is escaped already. */
  drawStderr(sequence: string): void {
    this.#stderr.write(sequence);
  }

  isTerminal(stream: Stream): boolean {
    return this.terminal(stream).isTTY === true;
  }

  /** Where a live screen is drawn. */
  terminal(stream: Stream): NodeJS.WriteStream {
    return stream === 'stdout' ? this.#stdout : this.#stderr;
  }

  /** The text with its data escaped and, where there is colour, its styles. */
  painted(text: Text, stream: Stream): string {
    return paint(text, this.isTerminal(stream) && !this.#noColor);
  }

  /** Columns of the terminal; where there is none, as many as one likes. */
  width(stream: Stream): number {
    const { isTTY, columns } = this.terminal(stream);
    return isTTY && columns > 20 ? columns : Number.POSITIVE_INFINITY;
  }

  #write(stream: NodeJS.WriteStream, text: string): void {
    if (this.#above === undefined) stream.write(text);
    else this.#above(() => stream.write(text));
  }
}

/** JSON escapes C0 itself; what else acts on a terminal is escaped here. The value stays the same. */
function asciiSafe(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The stack of the error and of everything that caused it. */
function causes(error: unknown): string[] {
  const lines: string[] = [];
  for (let at = error, depth = 0; at !== undefined && at !== null && depth < 8; depth += 1) {
    const text = at instanceof Error ? (at.stack ?? at.message) : String(at);
    lines.push(...(depth === 0 ? text : `caused by: ${text}`).split('\n'));
    at = at instanceof Error ? at.cause : undefined;
  }
  return lines;
}
