/** A row written as JSON. */
import { quote } from '../../../chain/words/quote.ts';
import { cellValue } from './cells.ts';
import type { Oddity } from './splitter.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * @param onOdd called where the text is read though it is not quite JSON
 * @returns the object, or why it is none
 */
export function asObject(
  text: string,
  onOdd: (oddity: Oddity) => void = () => undefined,
): JsonObject | string {
  const strict = parse(text);
  const value = strict === undefined ? parseWithWords(text, onOdd) : strict;
  if (value === undefined) return `${quote(text.trim())} is no JSON`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${quote(text.trim())} is JSON, but no object`;
  }
  if (isTooDeep(text, value)) return `it is nested deeper than ${mostNested}`;
  if (mayHaveTwice(text, value)) tellTwice(text, onOdd);
  return value as JsonObject;
}

/** `undefined` is no value that JSON can write. */
function parse(text: string): unknown {
  try {
    const isLong = mayBeLong.test(text) && mayLoseDigits.test(text);
    return JSON.parse(isLong ? withExactNumbers(text) : text) as unknown;
  } catch {
    return undefined;
  }
}

const stringsAndWords = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

/** What some programs write for a number that is none becomes text, as it does in a table. */
function parseWithWords(text: string, onOdd: (oddity: Oddity) => void): unknown {
  if (!/NaN|Infinity/.test(text)) return undefined;
  const quoted = (token: string) => (token.startsWith('"') ? token : `"${token}"`);
  const value = parse(text.replace(stringsAndWords, quoted));
  if (value !== undefined) onOdd({ kind: 'word' });
  return value;
}

/** Long numbers, large and small exponents: few texts have any. One of 16 digits has 8 on one side of its point. */
const mayBeLong = /\d{8}|\d[eE][+-]?\d{3}/;
const mayLoseDigits = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;
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

/** Each name that is there twice is one more in the text than in the object; so may be what stands in strings. */
function mayHaveTwice(text: string, value: object): boolean {
  let written = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) written += 1;
  return written !== namesIn(value);
}

function namesIn(value: object): number {
  const members = value as Readonly<Record<string, unknown>>;
  let found = 0;
  for (const name in members) {
    const member = members[name];
    found += typeof member === 'object' && member !== null ? 1 + namesIn(member) : 1;
  }
  return Array.isArray(value) ? found - value.length : found;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g;

function tellTwice(text: string, onOdd: (oddity: Oddity) => void): void {
  const open: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string;
      const names = open.at(-1);
      if (names?.has(name)) return onOdd({ kind: 'twice', name });
      names?.add(name);
    }
  }
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
