/** Text of a file, cut into its rows. */

/** Takes what a splitter finds; lines are counted from 1, `length` is in characters. */
export interface Rows<Fields> {
  row(fields: Fields, line: number, length: number): void;
  bad(reason: string, line: number): void;
  /** A row of JSON was read, though it is not quite JSON. */
  odd?(oddity: Oddity, line: number): void;
}

export type Oddity =
  /** NaN or Infinity, which JSON has no word for: read as text. */
  | { readonly kind: 'word' }
  /** An object has a name twice: the last one was taken. */
  | { readonly kind: 'twice'; readonly name: string };

/** Takes text in pieces of any size; the rows do not depend on where it was cut. */
export interface Splitter {
  push(text: string): void;
  end(): void;
}

/** Most characters of a row: a broker takes no record above 1 MiB, and memory stays flat. */
export const mostCharacters = 2 ** 20;

export const tooLong = 'the row is longer than 1 MiB, which no broker takes';
