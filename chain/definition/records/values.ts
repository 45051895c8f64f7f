/** Values that the fields of events have: texts, numbers, true and false. */
import { z } from 'zod';
import { quote } from '../../words/quote.ts';
import { refuse } from '../fields.ts';

export type PlainValue = string | number | boolean;

/** Longer ones would make records that hold little else. */
const mostCharacters = 1_000;
const valueHint = 'write a text, a number, true or false';

/** A value as it stands in an event. */
export function plainValue() {
  return z.custom<PlainValue>().transform((written, context): PlainValue => {
    if (typeof written === 'boolean' || Number.isFinite(written)) return written;
    if (typeof written !== 'string') {
      return refuse(context, `${quote(written)} is no value of a field`, valueHint);
    }
    const problem = textProblem(written);
    return problem === undefined ? written : refuse(context, problem, 'write another text');
  });
}

/** Text that is not empty. @param hint what to write */
export function plainText(hint: string) {
  return z.custom<string>().transform((written, context): string => {
    if (typeof written !== 'string') return refuse(context, `${quote(written)} is not text`, hint);
    const problem = written.trim() === '' ? 'it is empty' : textProblem(written);
    return problem === undefined ? written : refuse(context, problem, hint);
  });
}

/** What cannot be written as JSON in UTF-8, or is too long; `undefined` for what can be. */
export function textProblem(text: string): string | undefined {
  // A half of a pair has no bytes of its own: what is read back would be another text.
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
    return `${quote(text)} holds half a character`;
  }
  if (text.length <= mostCharacters) return undefined;
  return `${quote(text)} has ${text.length} characters, ${mostCharacters} at most`;
}

/** Words of a text, one at least. */
export function wordList() {
  return z.array(plainText('write a word')).min(1);
}

/** In short for a field: a value for a constant, a list for a choice among its values. */
export function fieldOf(written: unknown): unknown {
  if (Array.isArray(written)) return { type: 'choice', values: written };
  const isValue = typeof written !== 'object' && written !== undefined;
  return isValue ? { type: 'constant', value: written } : written;
}

/** Digits that a numbered value has at least. */
const leastDigits = 4;

/** How many digits numbered values have, all of them alike. @param count of the values */
export function digitsOf(count: number): number {
  return Math.max(leastDigits, String(count - 1).length);
}

/** `user-0042`. */
export function numberedValue(prefix: string, k: number, count: number): string {
  return prefix + String(k).padStart(digitsOf(count), '0');
}
