/** What a splitter makes of a text that comes in pieces. */
import fc from 'fast-check';
import type { Rows, Splitter } from '../../../generator/replay/formats/splitter.ts';

export interface Found<Fields> {
  readonly rows: { readonly fields: Fields; readonly line: number }[];
  readonly bad: { readonly reason: string; readonly line: number }[];
}

/** @param pieces lengths of the pieces; what is left comes as the last one */
export function collect<Fields>(
  make: (rows: Rows<Fields>) => Splitter,
  text: string,
  pieces: readonly number[] = [],
): Found<Fields> {
  const found: Found<Fields> = { rows: [], bad: [] };
  const splitter = make({
    row: (fields, line) => found.rows.push({ fields, line }),
    bad: (reason, line) => found.bad.push({ reason, line }),
  });
  let at = 0;
  for (const length of pieces) {
    splitter.push(text.slice(at, at + length));
    at += length;
  }
  splitter.push(text.slice(at));
  splitter.end();
  return found;
}

/** Lengths of pieces that a text may come in, also single characters. */
export const pieces = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 });
