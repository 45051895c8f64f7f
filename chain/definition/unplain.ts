/**
 * Objects that a definition cannot have: promises, what is no plain object where a group of settings belongs, and names
 * that a plain object cannot hold.
 */
import { z } from 'zod';
import { isPlain, isPromise } from '../words/quote.ts';
import { placeAt } from './shape.ts';

/** Zod leaves it out without a word, as whoever writes it means the object's kind in one place and a name in another. */
const noName = '__proto__';

/**
 * The issues, and in place of those at or below such an object one about the object. Zod takes a Map, a Date or a promise
 * for a group without fields.
 */
export function withUnplain(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  written: unknown,
): z.core.$ZodIssue[] {
  const found = unplainIn(schema, written);
  const isInside = ({ path }: z.core.$ZodIssue): boolean =>
    found.some((place) => place.every((part, index) => path[index] === part));
  return [...issues.filter((issue) => !isInside(issue)), ...found.map(issueAt)];
}

function issueAt(path: PropertyKey[]): z.core.$ZodIssue {
  if (path.at(-1) !== noName) {
    return { code: 'invalid_type', expected: 'object', path, message: '' };
  }
  const params = { hint: 'name it otherwise' };
  return { code: 'custom', path, message: `nothing can be named "${noName}"`, params };
}

/** Paths of all of them. */
function unplainIn(schema: z.ZodType, written: unknown): PropertyKey[][] {
  const found: PropertyKey[][] = [];
  const seen = new WeakSet();
  const visit = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (!Array.isArray(value) && (isPromise(value) || !isPlain(value))) {
      if (isRefused(placeAt(schema, path, written), value)) found.push(path);
      return;
    }
    if (Object.hasOwn(value, noName) && placeAt(schema, path, written) instanceof z.ZodRecord) {
      found.push([...path, noName]);
    }
    for (const [name, inner] of Object.entries(value)) {
      visit(inner, [...path, Array.isArray(value) ? Number(name) : name]);
    }
  };
  visit(written, []);
  return found;
}

/** Fields tell by themselves what else does not belong there, and an unknown field is told of by its name. */
function isRefused(place: z.ZodType | undefined, value: object): boolean {
  if (place === undefined) return false;
  const isGroup =
    place instanceof z.ZodObject ||
    place instanceof z.ZodRecord ||
    place instanceof z.ZodDiscriminatedUnion;
  return isGroup || isPromise(value);
}
