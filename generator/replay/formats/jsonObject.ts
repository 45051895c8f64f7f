/** A row written as JSON. */
import { quote } from '../../../chain/words/quote.ts';
import { cellValue } from './cells.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** @returns the object, or why it is none */
export function asObject(text: string): JsonObject | string {
  const value = parse(text);
  if (value === undefined) return `${quote(text.trim())} is no JSON`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${quote(text.trim())} is JSON, but no object`;
  }
  if (isTooDeep(text, value)) return `it is nested deeper than ${mostNested}`;
  return value as JsonObject;
}

/** `undefined` is no value that JSON can write. */
function parse(text: string): unknown {
  try {
    return JSON.parse(mayLoseDigits.test(text) ? withExactNumbers(text) : text) as unknown;
  } catch {
    return undefined;
  }
}

/** Long numbers, large exponents: few texts have any. */
const mayLoseDigits = /\d{16}|\d[eE]\+?\d{3}/;
const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Numbers that JavaScript would round (ids above 2⁵³) or lose (`1e309`) become text, as they do in a table. */
function withExactNumbers(text: string): string {
  return text.replace(stringsAndNumbers, (token) => {
    if (token.startsWith('"')) return token;
    // What is no number of JSON stays for the parser to refuse.
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token)) return token;
    return typeof cellValue(token) === 'string' ? JSON.stringify(token) : token;
  });
}

/** Spark's reader stops at 1,000. */
const mostNested = 500;

function isTooDeep(text: string, value: object): boolean {
  return brackets(text) > mostNested && isDeeper(value, mostNested);
}

/** Opening brackets in the text, also those within strings: no object is nested deeper. */
function brackets(text: string): number {
  if (text.length <= 2 * mostNested) return 0;
  let found = 0;
  for (let at = 0; at < text.length; at += 1) {
    if ((text.charCodeAt(at) | 0x20) === 0x7b) found += 1; // `[` and `{` differ in this bit
  }
  return found;
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}
