/** The only place that prints: results on stdout, progress and hints on stderr. */
import type { CourantError } from '../../chain/errors.ts';
import { cyan, dim, mapText, paint, red } from './text.ts';
import type { Text } from './text.ts';

export type Stream = 'stdout' | 'stderr';

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** What the environment says about colour; unset means: on a terminal. */
  readonly noColor: boolean;
  /** True where a person can be asked: stdin and stderr are a terminal. */
  readonly canAsk: boolean;
  /** Writes the commands in a text as they are typed here (commandsAsTyped.ts). */
  readonly asTyped: (text: string) => string;
}

export class Output {
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  get canAsk(): boolean {
    return this.#options.canAsk;
  }

  /** A line of the result. It may hold data, so it is printed as it is; where it holds a hint: `asTyped`. */
  line(text: Text = ''): void {
    this.#options.stdout.write(`${this.painted(text, 'stdout')}\n`);
  }

  lines(texts: readonly Text[]): void {
    for (const text of texts) this.line(text);
  }

  /** One JSON document, or one a line where a command prints many. Commands in it stay `courant …`. */
  json(document: unknown, layout: 'document' | 'line' = 'document', to: Stream = 'stdout'): void {
    const text = JSON.stringify(document, null, layout === 'document' ? 2 : undefined);
    this.terminal(to).write(`${asciiSafe(text)}\n`);
  }

  /** A line of JSON whose numbers keep the digits that they were written with. */
  jsonText(text: string): void {
    this.#options.stdout.write(`${asciiSafe(text)}\n`);
  }

  /** A line of progress or a hint, with its commands as they are typed here. */
  note(text: Text = ''): void {
    this.#options.stderr.write(`${this.painted(this.asTyped(text), 'stderr')}\n`);
  }

  notes(texts: readonly Text[]): void {
    for (const text of texts) this.note(text);
  }

  /** Bytes as they are, where another program reads them (`generate --stdout`). */
  raw(text: string): void {
    this.#options.stdout.write(text);
  }

  error(error: CourantError, verbose: boolean): void {
    // It may quote what was typed, so it is printed as it is.
    const message = [red('error '), red(error.code), `: ${error.message}`];
    this.#options.stderr.write(`${this.painted(message, 'stderr')}\n`);
    for (const detail of error.details) this.note(`  ${detail}`);
    if (error.left !== undefined) this.note(`  ${error.left}`);
    if (error.hint !== undefined) this.note(['  ', cyan('→'), ` ${error.hint}`]);
    if (verbose) this.notes(causes(error).map((line) => dim(`  ${line}`)));
  }

  /** The text with its commands written so that they can be pasted here. */
  asTyped(text: Text): Text {
    return mapText(text, this.#options.asTyped);
  }

  isTerminal(stream: Stream): boolean {
    return this.terminal(stream).isTTY === true;
  }

  /** Where a live screen is drawn. */
  terminal(stream: Stream): NodeJS.WriteStream {
    return this.#options[stream];
  }

  /** The text with its data escaped and, where there is colour, its styles. */
  painted(text: Text, stream: Stream): string {
    return paint(text, this.isTerminal(stream) && !this.#options.noColor);
  }

  /** Columns of the terminal; where there is none, as many as one likes. */
  width(stream: Stream): number {
    const { isTTY, columns } = this.terminal(stream);
    return isTTY && columns > 20 ? columns : Number.POSITIVE_INFINITY;
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
