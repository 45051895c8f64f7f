/** Rules of fields that depend on another one: it must be there, and each of its values must be spoken of. */
import { nearest } from '../../words/nearest.ts';
import { quote } from '../../words/quote.ts';
import { soundFields } from './fields.ts';
import type { LookupField, RecordField, RecordFields } from './fields.ts';
import { numberedValue } from './values.ts';
import type { Problem } from '../rule.ts';

export function lookupProblems(fields: RecordFields, path: readonly PropertyKey[]): Problem[] {
  const sound = soundFields(fields);
  return [...sound].flatMap(([name, field]) => {
    const at = [...path, name];
    if (field.type === 'object') return lookupProblems(field.fields, [...at, 'fields']);
    if (field.type !== 'lookup') return [];
    // What is wrong with the other field itself is told of as its own problem.
    if (Object.hasOwn(fields, field.after) && !sound.has(field.after)) return [];
    const known = valuesOf(sound.get(field.after));
    return known === undefined ? [afterNothing(field, sound, at)] : valueProblems(field, known, at);
  });
}

function afterNothing(
  { after }: LookupField,
  beside: ReadonlyMap<string, RecordField>,
  path: PropertyKey[],
): Problem {
  const usable = [...beside].filter(([, field]) => valuesOf(field) !== undefined);
  const names = usable.map(([name]) => name);
  const meant = nearest(after, names);
  const hint = `name a choice or a boolean beside it: ${names.join(', ') || 'there is none'}`;
  return {
    path: [...path, 'after'],
    text: `${quote(after)} is no choice and no boolean beside it`,
    hint: meant === undefined ? hint : `did you mean "${meant}"?`,
  };
}

function valueProblems(
  { after, of, otherwise }: LookupField,
  known: KnownValues,
  path: PropertyKey[],
): Problem[] {
  const stray = Object.keys(of).filter((value) => !known.has(value));
  const missing = otherwise === undefined ? known.without(Object.keys(of)) : undefined;
  return [
    ...stray.map((value) => ({
      path: [...path, 'of', value],
      text: `${quote(after)} is never ${quote(value)}`,
      hint: meantValue(value, known.some),
    })),
    ...(missing === undefined
      ? []
      : [
          {
            path: [...path, 'of'],
            text: `it says nothing of ${quote(missing)}`,
            hint: `write one for it, or otherwise: …`,
          },
        ]),
  ];
}

function meantValue(value: string, known: readonly string[]): string {
  const meant = nearest(value, known);
  return meant === undefined ? 'remove it' : `did you mean "${meant}"?`;
}

/** What a field may be, as texts. */
interface KnownValues {
  has(text: string): boolean;
  /** One that is not among these. */
  without(named: readonly string[]): string | undefined;
  /** To tell which one was meant. */
  readonly some: readonly string[];
}

/** The texts of a field's values; `undefined` of a field that has not a few. */
function valuesOf(field: RecordField | undefined): KnownValues | undefined {
  if (field?.type === 'boolean') return few(['true', 'false']);
  if (field?.type !== 'choice') return undefined;
  const { values, count, prefix = '' } = field;
  if (values !== undefined) return few(values.map(String));
  if (count === undefined) return undefined;
  return numberedValues(prefix, count);
}

function numberedValues(prefix: string, count: number): KnownValues {
  const name = (k: number) => numberedValue(prefix, k, count);
  return {
    has: (text: string) => {
      const k = Number(text.slice(prefix.length));
      return Number.isInteger(k) && k >= 0 && k < count && name(k) === text;
    },
    without: (named: readonly string[]) => {
      const all = new Set(named);
      for (let k = 0; k <= named.length && k < count; k += 1) {
        if (!all.has(name(k))) return name(k);
      }
      return undefined;
    },
    some: [name(0)],
  };
}

function few(texts: readonly string[]): KnownValues {
  return {
    has: (text: string) => texts.includes(text),
    without: (named: readonly string[]) => texts.find((text) => !named.includes(text)),
    some: texts,
  };
}
